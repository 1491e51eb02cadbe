package screen

import (
	"cmp"
	"slices"
)

// coveredMin is how much of the question or of the name, whichever is shorter, must be
// covered by like words; with less the score cannot reach HitMin.
const coveredMin = 0.75

// candidatesMax bounds how many names are compared in full for one question.
const candidatesMax = 5000

// candidates are the names that share enough like words with the question, those
// that share most first.
func (l *List) candidates(asked []string, near []map[int32]float64) []int32 {
	total := 0
	for _, w := range asked {
		total += len([]rune(w))
	}
	got := make([]float32, len(l.names))
	here := make([]float32, len(l.names)) // What the word at hand gives; its best counts.
	var touched []int32
	for i, w := range asked {
		weight := float32(len([]rune(w)))
		for id, like := range near[i] {
			gives := float32(like) * weight
			for _, n := range l.of[id] {
				if got[n] == 0 && here[n] == 0 {
					touched = append(touched, n)
				}
				if gives > here[n] {
					got[n] += gives - here[n]
					here[n] = gives
				}
			}
		}
		for id := range near[i] {
			for _, n := range l.of[id] {
				here[n] = 0
			}
		}
	}
	var list []int32
	for _, n := range touched {
		if float64(got[n]) >= coveredMin*float64(min(total, l.names[n].size)) {
			list = append(list, n)
		}
	}
	if len(list) > candidatesMax {
		slices.SortFunc(list, func(a, b int32) int {
			return cmp.Or(cmp.Compare(got[b]/float32(max(total, l.names[b].size)), got[a]/float32(max(total, l.names[a].size))), cmp.Compare(a, b))
		})
		list = list[:candidatesMax]
	}
	return list
}

// shortSide is how much of the score the shorter name gives: a middle name too many
// costs little; where the shorter name is one word, it costs as much as that word.
const shortSide = 0.85

// likeness pairs the words of the question with those of the name, the likest first,
// each once, and says how much of both is covered, longer words counting more. It is 1
// only where every word is the same.
func likeness(asked []string, near []map[int32]float64, n listed, v vocabulary) float64 {
	type pair struct {
		asked, listed int
		like          float64
	}
	var pairs []pair
	askedSize := 0
	for i, w := range asked {
		askedSize += len([]rune(w))
		for j, id := range n.words {
			if like := near[i][id]; like > 0 {
				pairs = append(pairs, pair{i, j, like})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.like, a.like) })
	var usedAsked, usedListed [wordsMax]bool
	fromAsked, fromListed := 0.0, 0.0
	for _, p := range pairs {
		if usedAsked[p.asked] || usedListed[p.listed] {
			continue
		}
		usedAsked[p.asked], usedListed[p.listed] = true, true
		fromAsked += p.like * float64(len([]rune(asked[p.asked])))
		fromListed += p.like * float64(v.runes[n.words[p.listed]])
	}
	fromAsked /= float64(askedSize)
	fromListed /= float64(n.size)
	short, long := fromAsked, fromListed
	words := len(asked)
	if len(n.words) < len(asked) {
		short, long, words = fromListed, fromAsked, len(n.words)
	}
	if short >= 1 && long >= 1 {
		return 1
	}
	if words == 1 {
		return (short + long) / 2
	}
	return shortSide*short + (1-shortSide)*long
}
