package naughty_test

import (
	"slices"
	"strings"

	"guildhall/market/account"
)

// matrix is the capability matrix of the whole product: a line for each operation of
// the API, written by hand from RULES.md 1, AWS_IQ.md 1.8 to 1.10 and R1 to R27. Its
// words, of which all must hold for the caller:
//
//	anybody     whoever comes, signed in or not
//	signed      whoever is signed in: what is theirs alone, whatever their place
//	member      whoever belongs to the organisation, in whatever role
//	acts        an owner, admin or member of it (RULES.md 1)
//	pays        an owner, admin or billing of it
//	manages     an owner or admin of it
//	owns        its owner
//	propose     the switch "may propose and ask for payment" is on
//	self        the switch "may write as self" is on
//	company     the switch "may write as the company" is on
//	registered  the organisation's registration is active (AWS_IQ.md 1.8)
//	pool        that, and somebody of the organisation holds a valid certification that
//	            is not foundational (R5b, R5c, R5e)
//	shown       the page of somebody whose organisation's registration is active, with no
//	            certification (R5a), and for everybody else it is not there
//	reached     that, and they act for it and may write as themselves
//	enters      an owner or admin; for everybody else who is not in it, it is not there
//	voiced      chooses the company's voice, which the switch must allow
//	desk        an operator under that hat, and for everybody else it is not there
//
// Asking for a payment wants no active registration: what a running engagement owes may
// be asked for by whoever may sell no more, so that earned money is never stranded.
//
// And what is said of the trial itself:
//
//	life        a move of the registration, whose states its own flow holds
//	token       opened by a token of its own, without which nobody gets in
//	whole       tried with every role, switch, registration and certification at once
//	once        tried in the best circumstances only
//	expert, kumo  who reads: Ben, or Ben for his company; else Aiko
var matrix = lines(`
	getAgreement getCertificationCatalogue getHouse listReviews : anybody
	getReview : anybody
	followChat : anybody token
	getExpert getCompanyProfile : shown

	getMe updateMe changeMyEmail chooseMailTopics getMailTopics exportMyData : signed
	createApiKey listApiKeys listFactors listMyInvitations listSessions listOrganisations : signed
	setMyPicture removeMyPicture proveAddress createOrganisation listNews listCountries : signed
	closeMyAccount removeFactor revokeApiKey revokeSession acceptInvitation declineInvitation leaveOrganisation : signed once

	getOrganisation listMembers : member kumo
	updateOrganisation inviteMember withdrawInvitation updateMember removeMember listInvitations : manages kumo
	closeOrganisation handOverOrganisation : owns
	setMyVoice : voiced

	createRequest updateRequest closeRequest hideRequest resumeRequest : acts
	listRequests getRequest listResponses compareProposals getBuyer : member
	listAvailableRequests : pool expert whole
	hideAvailableRequest showAvailableRequest : pool expert

	createExpert updateExpert setExpertPicture disableIndividualPublicProfile enableIndividualPublicProfile : signed
	getMyExpert listCertificationProofs getCertificationProof : signed expert
	linkAwsCertification showCertificationEvidence withdrawCertificationProof : signed
	unlinkAwsCertification : signed once
	updateCompanyProfile setCompanyLogo disableCompanyPublicProfile enableCompanyPublicProfile : manages
	getMyCompany : member kumo

	createSeller submitSeller updateSeller giveSellerCheck withdrawSeller restartSeller : manages life
	appealSeller appealSuspension resubmitSeller uploadSellerPaper : manages life
	takeBackSellerPaper : member life
	getMarketplaceSeller listMyTaxNumbers : member expert life
	downloadSellerPaper : member expert life
	getSellerCheck : manages expert life

	createConversation : acts
	createConversation to an expert : reached
	createConversation as oneself : acts self pool whole
	createConversation as a company : acts company pool
	sendIndividualChatMessage : acts self
	sendCompanyChatMessage : acts company
	updateConversationMembers archiveConversation unarchiveConversation : acts
	uploadAttachment : acts self
	deleteAttachment uploadAttachmentAhead : signed
	joinConversation : enters
	reportMessage markChatMessageRead getChatToken : member
	listConversations getConversation getChatInfo getChatMessages searchMessages listAttachments downloadAttachment : member
	getCompanyChatMessages : member kumo
	getBuyerStanding : member expert

	createMilestoneProposal createUpfrontProposal createScheduledProposal : acts propose registered
	withdrawProposal : acts propose
	approveProposal rejectProposal : acts
	getProposal listProposals getEngagement listEngagements : member
	completeProposal : acts propose
	stopSchedule : acts

	createPaymentRequest withdrawPaymentRequest : acts propose
	approvePaymentRequest rejectPaymentRequest : pays
	retryPaymentRequest : pays once
	addPaymentMethod askNetTerms preferPaymentMethod removePaymentMethod setApprovalLimit : pays
	addPayoutAccount removePayoutAccount stopPayoutAccount setPayoutPreference : pays
	getPaymentRequest listPaymentRequests listPaymentMethods listApprovalLimits getInvoice listInvoices getMoneyHold : member
	listPayoutAccounts getPayoutPreference listPayouts getPayout getPayoutStatement getStatement listStatements : member expert
	writeReview : acts
	replyToReview : acts propose
	reportReview : signed

	verifyBooks listDeskCharges getDeskCertificationProof searchCertificationProofs getDeskCheck getClock listDeskEngagements : desk
	listEvents explainNumber getHealth listBookMovements getTrialBalance getMail listMail listNetTerms searchOrganisations : desk
	listOverdue downloadDeskPaper getPerson searchPeople getPosting getRegistration listRegistrations listReports : desk
	searchRequests listReviewReports listSanctionsLists getSanctionsMatch searchSanctionsMatches getSellerSettings : desk
	listTaxNumbers listInvoiceIssuerLoads getVerification : desk
	reopenCertificationIssuer retireCertificationIssuer saveCertificationIssuer reopenCertificationKind : desk
	retireCertificationKind saveCertificationKind acceptCertificationEvidence moveCertificationRecipient : desk
	refuseCertificationEvidence withdrawCertification enterCertification : desk
	failSellerCheck passSellerCheck reopenSellerCheck rejectSellerPaper vouchTaxNumber setSellerSettings : desk
	activateSeller askMoreOfSeller confirmSellerRefusal overturnSellerRefusal proposeSellerRefusal refuseSeller : desk
	rejectSellerRefusal reopenSeller restoreSeller suspendSeller keepSuspension upholdSellerRefusal : desk
	announceCountry closeCountry openCountry advanceClock stopFactorReset resetFactors erasePerson : desk
	offerEventAgain retryJob sendMailAgain verifyJournal grantNetTerms refuseNetTerms writeOffPaymentRequest : desk
	settleReport takeDownRequest keepReview takeDownReview : desk
	loadInvoiceIssuers loadSanctionsList retireSanctionsList clearSanctionsMatch confirmSanctionsMatch : desk
`)

// refused says how whoever lacks a word is refused: any of these codes, where rooms
// have words of their own for it.
var refused = map[string]string{
	"acts":       "need.may_buy need.may_propose request.members_only conversation.read_only",
	"pays":       "need.may_pay",
	"manages":    "organisation.not_manager registration.managers_only company.managers_only",
	"owns":       "organisation.not_owner organisation.not_manager",
	"propose":    "need.may_propose",
	"self":       "conversation.voice_not_allowed conversation.read_only",
	"company":    "conversation.voice_not_allowed conversation.read_only",
	"registered": "need.seller_active",
}

// outsideDesk is how the desk answers whoever is no operator: like a page that is not
// there.
const outsideDesk = "404 page.missing"

// reads are the paths of what cannot be read of things as their addresses name them.
var reads = map[string]string{
	"getAgreement": "/agreements/1", "listConversations": "/conversations?side=customer", "listEngagements": "/engagements?conversation=TALK", "searchMessages": "/messages?q=more",
	"getDeskCheck": "/desk/checks/chk_00000000000000000000000001", "explainNumber": "/desk/explain/pr_00000000000000000000000001",
	"listProposals": "/proposals?conversation=TALK", "listReviews": "/reviews?person=BEN", "getSellerCheck": "/seller/checks/identity",
	"getPayoutPreference": "/payout-preferences/USD", "getStatement": "/statements/USD/2026-06",
	"listBookMovements": "/desk/ledger/bank?currency=USD", "getMail": "/desk/mail/mail_00000000000000000000000001", "getPerson": "/desk/people/BEN",
	"getPosting": "/desk/postings/post_00000000000000000000000001", "getRegistration": "/desk/registrations/reg_00000000000000000000000001",
	"getSanctionsMatch": "/desk/sanctions/matches/smatch_00000000000000000000000001",
}

func lines(text string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(text) {
		operations, words, is := strings.Cut(strings.TrimSpace(line), " : ")
		if !is {
			continue
		}
		each := strings.Fields(operations)
		if rightly[operations] != nil {
			each = []string{operations} // One way of an operation that is used in several.
		}
		for _, o := range each {
			if all[o] != "" {
				panic("two lines for " + o)
			}
			all[o] = strings.TrimSpace(words)
		}
	}
	return all
}

// lacks tells whether a word does not hold in these circumstances.
func lacks(word string, c circumstances) bool {
	switch word {
	case "acts":
		return c.role == account.Billing || c.role == account.Viewer
	case "pays":
		return c.role == account.Member || c.role == account.Viewer
	case "manages":
		return c.role != account.Owner && c.role != account.Admin
	case "owns":
		return c.role != account.Owner
	case "propose":
		return !c.propose
	case "self":
		return !c.self
	case "company":
		return !c.house
	case "registered":
		return c.registration != "active"
	}
	return false
}

// opening are the certifications that open the pool, whoever of the organisation holds
// them.
var opening = []string{"own", "own associate", "own specialty", "colleague"}

// expected is what the words come to: "allowed", or the refusals that are right.
func expected(words []string, c circumstances) string {
	var right []string
	for _, w := range words {
		switch {
		case w == "pool" && c.registration != "active":
			right = append(right, "403 pool.not_registered")
		case w == "pool" && !slices.Contains(opening, c.certification):
			right = append(right, "403 pool.not_certified")
		case w == "token":
			right = append(right, "422 form.invalid")
		case w == "shown" && c.registration != "active":
			right = append(right, "404 expert.missing", "404 company.missing")
		case w == "reached" && (c.registration != "active" || lacks("acts", c) || !c.self):
			right = append(right, "404 expert.missing")
		case w == "enters" && lacks("manages", c):
			right = append(right, "404 conversation.missing")
		case w == "voiced" && !c.house:
			right = append(right, "422 form.invalid")
		case lacks(w, c):
			for code := range strings.FieldsSeq(refused[w]) {
				right = append(right, "403 "+code)
			}
		}
	}
	if right == nil {
		return "allowed"
	}
	return strings.Join(right, " or ")
}

// agrees compares. What finds nothing to do in this house was let in all the same.
func agrees(operation, want, got string) bool {
	if want == "allowed" && strings.HasPrefix(got, "404 ") && got != outsideDesk && (idle[operation] || nothing[operation]) {
		return true
	}
	return slices.Contains(strings.Split(want, " or "), got)
}

// nothing are reads of the desk that find nothing at the address tried.
var nothing = map[string]bool{"getDeskCheck": true, "explainNumber": true, "getMail": true, "getPosting": true, "getRegistration": true, "getSanctionsMatch": true,
	"getDeskCertificationProof": true, "downloadDeskPaper": true}
