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
		{"GET /settings", SignedIn, "", f.settings},
		{"GET /settings/profile", SignedIn, "", f.profilePage},
		{"POST /settings/profile", SignedIn, "updateMe", f.changeProfile},
		{"POST /settings/picture", SignedIn, "setMyPicture", f.changePicture},
		{"POST /settings/picture/remove", SignedIn, "removeMyPicture", f.removePicture},
		{"GET /settings/sign-in", SignedIn, "", f.signInSettings},
		{"POST /settings/email", SignedIn, "changeMyEmail", f.askEmail},
		{"POST /settings/password", SignedIn, "-", f.changePassword},
		{"POST /settings/password/link", SignedIn, "-", f.passwordLink},
		{"GET /settings/sessions", SignedIn, "", f.sessionsPage},
		{"POST /settings/sessions/{id}/end", SignedIn, "revokeSession", f.endSession},
		{"POST /settings/sessions/end-others", SignedIn, "-", f.endOtherSessions},
		{"GET /settings/organisations", SignedIn, "", f.organisationsPage},
		{"POST /settings/organisations", SignedIn, "createOrganisation", f.makeCompany},
		{"GET /settings/organisations/{id}", SignedIn, "", f.organisationPage},
		{"POST /settings/organisations/{id}", SignedIn, "updateOrganisation", f.changeOrganisation},
		{"POST /settings/organisations/{id}/voice", SignedIn, "setMyVoice", f.setVoice},
		{"POST /settings/organisations/{id}/leave", SignedIn, "leaveOrganisation", f.leaveOrganisation},
		{"POST /settings/organisations/{id}/close", SignedIn, "closeOrganisation", f.closeOrganisation},
		{"POST /settings/organisations/{id}/invitations", SignedIn, "inviteMember", f.inviteMember},
		{"GET /settings/organisations/{id}/members/{person}", SignedIn, "", f.memberPage},
		{"POST /settings/organisations/{id}/members/{person}", SignedIn, "updateMember", f.changeMember},
		{"POST /settings/organisations/{id}/members/{person}/remove", SignedIn, "removeMember", f.removeMember},
		{"POST /settings/organisations/{id}/members/{person}/hand-over", SignedIn, "handOverOrganisation", f.handOver},
		{"POST /settings/invitations/{id}/accept", SignedIn, "acceptInvitation", f.acceptInvitation},
		{"POST /settings/invitations/{id}/decline", SignedIn, "declineInvitation", f.declineInvitation},
		{"POST /settings/invitations/{id}/withdraw", SignedIn, "withdrawInvitation", f.withdrawInvitation},
		{"GET /settings/keys", SignedIn, "", f.keysPage},
		{"POST /settings/keys", SignedIn, "createApiKey", f.makeKey},
		{"POST /settings/keys/{id}/revoke", SignedIn, "revokeApiKey", f.revokeKey},
		{"GET /settings/data", SignedIn, "", f.dataPage},
		{"POST /settings/data/download", SignedIn, "exportMyData", f.download},
		{"POST /settings/close", SignedIn, "closeMyAccount", f.closeAccount},

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
