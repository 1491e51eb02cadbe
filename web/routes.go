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

		// Landing page, requests of the customer, available requests of the expert.

		// Profiles of people and companies, registration.

		// Conversations, files, the live stream.

		// Between the two: proposals, engagements, payment requests, invoices, reviews.

		// Payment information, payouts.

		// The desk.
	}
}
