package api

import "testing"

func TestOnlyWholeCharactersAreRead(t *testing.T) {
	for body, want := range map[string]bool{
		`{"text":"plain, 日本語, 𠮷, \"quoted\" and \\u"}`: true,
		`{"text":"\ud842\udfb7"}`:                      true,
		`{"text":"\\ud842"}`:                           true, // A backslash, and then words.
		`{"text":"\u0041\n\u00e9"}`:                    true,
		`{"text":"\u12"}`:                              true, // No JSON at all: the decoder says so.
		"{\"text\":\"a\xff\xfeb\"}":                    false,
		"{\"text\":\"ab\xe3\x81\"}":                    false,
		"{\"a\xff\":1}":                                false,
		`{"text":"a\ud800b"}`:                          false,
		`{"text":"\ud800\u0041"}`:                      false,
		`{"text":"\udc00\ud800"}`:                      false,
		`{"text":"\ud800`:                              false,
	} {
		if readable([]byte(body)) != want {
			t.Errorf("%q: readable is %v", body, !want)
		}
	}
}
