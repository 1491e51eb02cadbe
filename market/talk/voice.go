package talk

import (
	"context"
	"slices"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/engine/flow"
	"guildhall/market/account"
)

// Voices lists in whose name a member may write, the one used when nothing is
// said first (AWS_IQ.md 1.2: two voices, two permissions). Customers always write
// as themselves; the expert's side has a company's voice only when the
// organisation is a company. None means that the member only reads.
func Voices(side Side, m account.Membership, company bool) []string {
	if !m.Acts() {
		return nil
	}
	if side == flow.Customer {
		return []string{account.VoiceSelf}
	}
	var voices []string
	if m.MayWriteSelf {
		voices = append(voices, account.VoiceSelf)
	}
	if m.MayWriteCompany && company {
		voices = append(voices, account.VoiceCompany)
	}
	if len(voices) == 2 && m.DefaultVoice == account.VoiceCompany {
		slices.Reverse(voices)
	}
	return voices
}

// voiceOf is the voice of one message of a seat. Whether the organisation is a
// company matters only to who does not ask for their own.
func voiceOf(ctx context.Context, r db.Reader, s Seat, wanted string) (string, error) {
	if wanted == account.VoiceSelf && slices.Contains(Voices(s.Side, s.Member, false), wanted) {
		return wanted, nil
	}
	voices, err := VoicesOf(ctx, r, s)
	if err != nil {
		return "", err
	}
	return chooseVoice(wanted, voices)
}

// chooseVoice is the voice of one message: the wanted one if it is allowed, the
// stored default when nothing is said.
func chooseVoice(wanted string, voices []string) (string, error) {
	if len(voices) == 0 {
		return "", fault.Forbidden("conversation.read_only")
	}
	if wanted == "" {
		return voices[0], nil
	}
	if wanted != account.VoiceSelf && wanted != account.VoiceCompany {
		return "", fault.Invalid("form.invalid", fault.At("voice", "choice"))
	}
	if !slices.Contains(voices, wanted) {
		return "", fault.Forbidden("conversation.voice_not_allowed")
	}
	return wanted, nil
}
