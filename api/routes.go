package api

import "github.com/danielgtaylor/huma/v2"

// operations is the whole API on one page, by noun.
func (f *Face) operations(api huma.API) {
	f.houseOperations(api)
	f.accountOperations(api)
	f.organisationOperations(api)
	f.keyOperations(api)
	f.factorOperations(api)
	f.mailTopicOperations(api)
	f.deskPeopleOperations(api)
	f.deskQueueOperations(api)
	f.taxOperations(api)
	f.mailOperations(api)
	f.journalOperations(api)
	f.healthOperations(api)
	f.clockOperations(api)
	f.requestOperations(api)
	f.expertOperations(api)
	f.conversationOperations(api)
	f.messageOperations(api)
	f.attachmentOperations(api)
	f.liveOperations(api)
	f.moneyOperations(api)
	f.sanctionsOperations(api)
}
