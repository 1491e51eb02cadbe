package account

import (
	"testing"

	"guildhall/engine/flow"
	"guildhall/test/golden"
)

func TestTheRoomsFlowsAreAsWrittenDown(t *testing.T) {
	for _, f := range []*flow.Flow{PersonFlow, OrganisationFlow, InvitationFlow, KeyFlow} {
		golden.Check(t, "testdata/"+f.Noun+".flow.golden", f.Matrix())
	}
}
