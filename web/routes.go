package web

// Routes is the whole site on one page, by noun. Every POST names the API
// operation that does the same; "-" means that only a browser needs it.
func (f *Face) Routes() []Route {
	return []Route{
		// The shell: language and hat.
		{"POST /language", Anyone, "-", f.language},
		{"POST /hat", SignedIn, "-", f.hat},
		{"GET /kit", Anyone, "", f.kit},
		{"POST /kit", Anyone, "-", f.kitSample},
		{"POST /kit/{rest...}", Anyone, "-", f.kitSample},
		{"GET /api/docs", Anyone, "", f.apiDoc},

		// Signing in, people, organisations, settings.
		{"GET /sign-in", Anyone, "", f.askSignIn},
		{"POST /sign-in/link", Anyone, "-", f.signInLink},
		{"GET /sign-in/sent", Anyone, "", f.signInSent},
		{"POST /sign-in/password", Anyone, "-", f.signInPassword},
		{"POST /sign-in/as", Anyone, "-", f.signInAs},
		{"GET /sign-in/{token}", Anyone, "", f.signInPage},
		{"POST /sign-in/{token}", Anyone, "-", f.signIn},
		{"POST /sign-out", SignedIn, "-", f.signOut},
		{"GET /password", Anyone, "", f.forgotPassword},
		{"POST /password", Anyone, "-", f.sendPasswordLink},
		{"GET /password/{token}", Anyone, "", f.passwordPage},
		{"POST /password/{token}", Anyone, "-", f.setPassword},
		{"GET /email/{token}", Anyone, "", f.emailPage},
		{"POST /email/{token}", Anyone, "-", f.confirmEmail},
		{"GET /setup/{token}", Anyone, "", f.setUpPage},
		{"POST /setup/{token}", Anyone, "-", f.setUp},
		{"GET /invitations/{token}", Anyone, "", f.invitationPage},
		{"POST /invitations/{token}/accept", SignedIn, "acceptInvitation", f.acceptByLink},
		{"POST /invitations/{token}/decline", SignedIn, "declineInvitation", f.declineByLink},
		{"POST /invitations/{token}/sign-in", Anyone, "-", f.enterByInvitation},

		// Landing page, requests of the customer, available requests of the expert.

		// Profiles of people and companies, registration.

		// Conversations, files, the live stream.
		{"GET /conversations", SignedIn, "", f.conversations},
		{"GET /conversations/list", SignedIn, "", f.conversationRows},
		{"GET /conversations/{id}", SignedIn, "", f.conversation},
		{"GET /conversations/{id}/since", SignedIn, "", f.conversationSince},
		{"GET /conversations/{id}/earlier", SignedIn, "", f.conversationEarlier},
		{"GET /conversations/{id}/between", SignedIn, "", f.conversationBetween},
		{"GET /conversations/{id}/files", SignedIn, "", f.conversationFiles},
		{"POST /conversations/{id}/messages", SignedIn, "sendIndividualChatMessage", f.messageSend},
		{"POST /conversations/{id}/files", SignedIn, "uploadAttachment", f.fileUpload},
		{"POST /conversations/{id}/draft", SignedIn, "-", f.draftSave},
		{"POST /conversations/{id}/read", SignedIn, "markChatMessageRead", f.messageRead},
		{"POST /conversations/{id}/members", SignedIn, "updateConversationMembers", f.membersUpdate},
		{"POST /conversations/{id}/join", SignedIn, "joinConversation", f.conversationJoin},
		{"POST /conversations/{id}/archive", SignedIn, "archiveConversation", f.conversationArchive},
		{"POST /conversations/{id}/unarchive", SignedIn, "unarchiveConversation", f.conversationUnarchive},
		{"POST /messages/{id}/report", SignedIn, "reportMessage", f.messageReport},
		{"GET /files/{id}/thumb", SignedIn, "", f.fileThumb},
		{"GET /files/{id}/{name}", SignedIn, "", f.fileDownload},
		{"POST /files/{id}/delete", SignedIn, "deleteAttachment", f.fileDelete},
		{"GET /live", SignedIn, "", f.liveStream},
		{"GET /live/unread", SignedIn, "", f.liveUnread},

		// Between the two: proposals, engagements, payment requests, invoices, reviews.

		// Payment information, payouts.

		// The desk.
	}
}
