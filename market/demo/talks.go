package demo

// line is one thing said in a conversation.
type line struct{ who, text string }

// chat is one conversation of the story and how far it went.
type chat struct {
	ask    string
	expert string
	voice  string // self or company
	day    int
	lines  []line // the first is the answer to the request

	offer *offer
}

// offer is a proposal and what became of it.
type offer struct {
	title, terms string
	total        int64
	money        string
	then         string // "", decline, withdraw, accept
	asks         []instalment

	review *verdict
}

// instalment is one ask for money and what became of it.
type instalment struct {
	amount int64
	words  string
	final  bool
	then   string // "", approve, decline
}

// verdict is what the customer said in the end.
type verdict struct {
	success string
	again   bool
	stars   int
	text    string
}

var chats = []chat{
	{ask: "rds", expert: "ben", voice: "self", day: 1, lines: []line{
		{"ben", "Good morning. A doubling without a deployment is nearly always storage or replicas. Could you send me the **cost by usage type** for August to October, and tell me whether the campaign replica is still read by anything?"},
		{"aiko", "Thank you for the quick answer. The campaign ended on 15 September. I believe nothing reads from the second replica, but nobody dares to remove it."},
		{"ben", "That fear is sensible. I would look at its connections for two weeks back before touching it. The other half of the rise is storage: autoscaling grows and **never shrinks**, so 2 TB are billed for 240 GB of data."},
		{"aiko", "Could you take both, and leave the nightly export alone?"},
		{"ben", "Yes. I will write it up as a fixed price, in one piece, with the graphs attached at the end."},
	}, offer: &offer{title: "Bring the RDS bill back to September", total: 120000, money: "USD", then: "accept",
		terms: `What I do:

1. prove that the second replica is idle, then remove it
2. bring the storage back to size with a blue/green switch (two minutes of read-only, on a Sunday night of your choice)
3. a short report with graphs, and an alarm on the monthly bill

What you do: give me read access to metrics, and one person to ask.`,
		asks: []instalment{{amount: 40000, words: "The idle replica is gone. The graph attached shows no query in the fourteen days before.", then: "approve"},
			{amount: 80000, words: "Storage is 300 GB now, the switch took 71 seconds. The report and the alarm are in place.", final: true, then: "approve"}},
		review: &verdict{success: "yes", again: true, stars: 5,
			text: "原因の説明がとてもわかりやすく、止まった時間は1分ほどでした。請求額は9月の水準に戻っています。"}}},
	{ask: "rds", expert: "mara", voice: "company", day: 2, lines: []line{
		{"mara", "Hello from Cloudwerk. We do a cost review of RDS in three days at a fixed price, with two of us looking at it. Shall I send you an example report?"},
		{"aiko", "Thank you. We are talking with somebody already, but an example would be kind."},
	}},
	{ask: "fargate", expert: "haruto", voice: "self", day: 3, lines: []line{
		{"haruto", "はじめまして、森と申します。同じ構成（Web・バッチ・通知）の移行を昨年2件担当しました。まず、**現在のデプロイ手順**と、バッチの実行時間の一覧を拝見できますでしょうか。"},
		{"aiko", "ご連絡ありがとうございます。手順書を添付できるように整理します。バッチは夜間に6本で、最長40分です。"},
		{"haruto", "承知しました。40分であればFargateで問題ありません。切り替えは日曜の2時から1時間、その後30分の見守りという流れをご提案します。"},
		{"aiko", "費用の目安を教えていただけますか。"},
	}, offer: &offer{title: "ECS Fargateへの移行一式", total: 1480000, money: "JPY", then: "accept",
		terms: `1. 現状の調査と移行計画書
2. ECS (Fargate) とデプロイの自動化の構築
3. 日曜深夜の切り替えの立ち会い
4. 引き継ぎ資料と2週間の問い合わせ対応

停止時間は30分以内を目標とします。`,
		asks: []instalment{{amount: 480000, words: "移行計画書をお渡ししました。検証環境の構築も完了しています。", then: "approve"},
			{amount: 500000, words: "本番の構築とデプロイの自動化が完了しました。"}}}},
	{ask: "fargate", expert: "tsubasa", voice: "company", day: 4, lines: []line{
		{"tsubasa", "みなとクラウドの佐藤です。移行前に**コンテナの起動時間**とヘルスチェックの設定を確認させてください。ここでつまずくことが多いためです。"},
	}, offer: &offer{title: "Fargate移行の設計と構築", total: 1620000, money: "JPY", then: "decline",
		terms: "設計、構築、切り替えの3段階で進めます。各段階の終わりに打ち合わせを行います。"}},
	{ask: "iam", expert: "sofia", voice: "self", day: 4, lines: []line{
		{"sofia", "Three weeks are enough if we begin with the 41 users. Two questions: which auditor, and which framework do they use? And may I see the **credential report** (it has no secrets in it)?"},
		{"daniel", "SOC 2 type I, a small firm from Boston. The report is on its way. Please do not be shocked."},
		{"sofia", "I have seen worse this month. 17 keys are older than two years; six of them were never used. That is an easy first win."},
	}, offer: &offer{title: "IAM review and a plan you can carry out", total: 80000, money: "USD", then: "accept",
		terms: `- ranked list of findings, at most two pages
- a plan in ten steps that your team does, with me on call
- one hour with your developers

Access: **SecurityAudit** only.`,
		asks:   []instalment{{amount: 80000, words: "Findings, plan and the hour with your team, all done.", final: true, then: "approve"}},
		review: &verdict{success: "yes", again: true, stars: 5, text: "Two pages, ten steps, no drama. The auditor had no further questions about access."}}},
	{ask: "lambda", expert: "haruto", voice: "self", day: 5, lines: []line{
		{"haruto", "集計の内容を拝見しました。15分で終わらない原因は、1つの関数で全校分を順番に処理していることだと思います。**Step Functionsの分散マップ**で学年ごとに分けるのが、いちばん変更の少ない方法です。"},
		{"megumi", "ありがとうございます。個人情報は検証用のデータに置き換えたものをお渡しします。来週から始められますか。"},
		{"haruto", "はい、来週の火曜から対応できます。"},
	}, offer: &offer{title: "出席集計の見直しと実装", total: 280000, money: "JPY", then: "",
		terms: "設計の見直し、Step Functionsでの実装、検証用データでのテスト、本番への反映の立ち会いまで行います。"}},
	{ask: "cloudfront", expert: "ben", voice: "self", day: 6, lines: []line{
		{"ben", "Classic: `index.html` is cached as long as the hashed files. One header for each kind of file, and the invalidations can go. Which tool deploys, and may it set metadata?"},
		{"daniel", "A GitHub workflow with `aws s3 sync`. It may."},
	}, offer: &offer{title: "Cache headers done once and for all", total: 35000, money: "USD", then: "withdraw",
		terms: "Headers, one changed workflow file, a test that fails when somebody breaks it."}},
	{ask: "organizations", expert: "mara", voice: "company", day: 9, lines: []line{
		{"mara", "Four teams and one account is the usual start. We would use **Control Tower** only for the account factory and logging, and leave the rest out. Could you tell us which rules your parent company wants?"},
		{"elena", "Only that logs are kept for ten years and that nobody works as root."},
		{"mara", "Good, that keeps it small. Documentation in German and English is fine."},
	}, offer: &offer{title: "Landing zone for four teams", total: 480000, money: "EUR", then: "accept",
		terms: `1. design on four pages, agreed with you
2. organisation, eight accounts, central logging, single sign-on
3. hand-over with two workshops`,
		asks: []instalment{{amount: 120000, words: "Design agreed in the call on Thursday; the four pages are attached.", then: "approve"},
			{amount: 200000, words: "Accounts and logging stand, sign-on works for the first team.", then: "decline"}}}},
	{ask: "vpn", expert: "tsubasa", voice: "self", day: 12, lines: []line{
		{"tsubasa", "RTXとのVPNで数十秒の切断が繰り返される場合、**DPDの間隔**か、フェーズ2の有効期限の食い違いが多いです。ルーターのログを1日分いただけますか。"},
		{"megumi", "ログを取得しました。添付の方法を教えてください。"},
		{"tsubasa", "入力欄の下の「ファイルを添付」からお送りいただけます。"},
	}},
	{ask: "eks", expert: "mara", voice: "self", day: 13, lines: []line{
		{"mara", "Two versions are no drama. I would first list the APIs that go away, then the add-ons, then do staging in one afternoon together with you."},
		{"elena", "Staging on Wednesday would be perfect."},
	}},
	{ask: "waf", expert: "tsubasa", voice: "company", day: 17, lines: []line{
		{"tsubasa", "まず1週間分のログを**カウントモード**で確認し、誤って止めているルールを特定します。年末商戦までに十分間に合います。"},
	}},
}
