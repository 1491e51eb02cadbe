package demo

// talks1 are the conversations that begin in the first two months.
var talks1 = []chat{
	{ask: "rds", expert: "ben", voice: "self", day: 4, lines: []line{
		{"ben", "Good morning. A doubling without a deployment is nearly always storage or replicas. Could you send me the **cost by usage type** for the last three months, and tell me whether the campaign replica is still read by anything?", ""},
		{"aiko", "Thank you for the quick answer. The campaign ended six weeks ago. I believe nothing reads from the second replica, but nobody dares to remove it.", ""},
		{"ben", "That fear is sensible. I would look at its connections for two weeks back before touching it. The other half of the rise is storage: autoscaling grows and **never shrinks**, so 2 TB are billed for 240 GB of data.", ""},
		{"aiko", "Could you take both, and leave the nightly export alone?", ""},
		{"ben", "Yes. I will write it up as a fixed price, in one piece, with the graphs attached at the end.", ""},
	}, deeds: []deed{
		{day: 4, do: "propose", offer: &offer{kind: "milestone", total: 120000, money: "USD", terms: `What I do:

1. prove that the second replica is idle, then remove it
2. bring the storage back to size with a blue/green switch (two minutes of read-only, on a Sunday night of your choice)
3. a short report with graphs, and an alarm on the monthly bill

What you do: give me read access to metrics, and one person to ask.`}},
		{day: 4, do: "accept"},
		{day: 6, do: "say", words: "The connections of the second replica, day by day.", paper: "replica-connections.png"},
		{day: 6, do: "ask", amount: 40000, words: "The idle replica is gone. The graph attached shows no query in the fourteen days before."},
		{day: 6, do: "approve"},
		{day: 14, do: "ask", amount: 80000, final: true, words: "Storage is 300 GB now, the switch took 71 seconds. The report and the alarm are in place."},
		{day: 15, do: "approve"},
		{day: 19, do: "review", stars: 5, words: "原因の説明がとてもわかりやすく、止まった時間は1分ほどでした。請求額は元の水準に戻っています。"},
		{day: 20, do: "reply", words: "Thank you, Aiko. A calm customer who sends the right graphs on the first day makes it easy."},
	}},
	{ask: "rds", expert: "mara", voice: "company", day: 4, lines: []line{
		{"mara", "Hello from Cloudwerk. We do a cost review of RDS in three days at a fixed price, with two of us looking at it. Shall I send you an example report?", ""},
		{"aiko", "Thank you. We are talking with somebody already, but an example would be kind.", ""},
	}, deeds: []deed{{day: 22, do: "archive"}}},
	{ask: "iam", expert: "sofia", voice: "self", day: 9, lines: []line{
		{"sofia", "Three weeks are enough if we begin with the 41 users. Two questions: which auditor, and which framework do they use? And may I see the **credential report** (it has no secrets in it)?", ""},
		{"daniel", "SOC 2 type I, a small firm from Boston. The report is on its way. Please do not be shocked.", ""},
		{"sofia", "I have seen worse this month. 17 keys are older than two years; six of them were never used. That is an easy first win.", ""},
	}, deeds: []deed{
		{day: 10, do: "propose", offer: &offer{kind: "upfront", total: 80000, money: "USD", terms: `- ranked list of findings, at most two pages
- a plan in ten steps that your team does, with me on call
- one hour with your developers

Access: **SecurityAudit** only.`}},
		{day: 10, do: "accept"},
		{day: 24, do: "say", words: "Findings, plan and the hour with your team are done. I close the work here; write to me when the auditor asks something odd."},
		{day: 24, do: "complete"},
		{day: 26, do: "review", stars: 5, words: "Two pages, ten steps, no drama. The auditor had no further questions about access."},
		{day: 27, do: "reply", words: "The credit goes to the team that did the ten steps in nine days."},
	}},
	{ask: "lambda", expert: "haruto", voice: "self", day: 19, lines: []line{
		{"haruto", "集計の内容を拝見しました。15分で終わらない原因は、1つの関数で全校分を順番に処理していることだと思います。**Step Functionsの分散マップ**で学年ごとに分けるのが、いちばん変更の少ない方法です。", ""},
		{"megumi", "ありがとうございます。個人情報は検証用のデータに置き換えたものをお渡しします。来週から始められますか。", ""},
		{"haruto", "はい、来週の火曜から対応できます。", ""},
	}, deeds: []deed{
		{day: 20, do: "propose", offer: &offer{kind: "milestone", total: 280000, money: "JPY", terms: "設計の見直し、Step Functionsでの実装、検証用データでのテスト、本番への反映の立ち会いまで行います。"}},
		{day: 21, do: "accept"},
		{day: 30, do: "ask", amount: 280000, final: true, words: "本番に反映しました。今朝の集計は4分12秒で終わっています。手順書を添付しました。"},
		{day: 31, do: "approve"}, // the card has not enough on it
		{day: 32, do: "answer", words: "カードの残高が足りなかったようです。申し訳ありません。別のカードを登録します。"},
		{day: 33, do: "retry"},
		{day: 40, do: "review", stars: 5, words: "毎朝の失敗がなくなりました。専門用語をかみくだいて説明してくださり、職員だけでも運用できています。"},
		{day: 41, do: "reply", words: "ありがとうございます。先生方が検証用のデータを丁寧に用意してくださったおかげです。"},
	}},
	{ask: "cloudfront", expert: "ben", voice: "self", day: 25, lines: []line{
		{"ben", "Classic: `index.html` is cached as long as the hashed files. One header for each kind of file, and the invalidations can go. Which tool deploys, and may it set metadata?", ""},
		{"daniel", "A GitHub workflow with `aws s3 sync`. It may.", ""},
	}, deeds: []deed{
		{day: 25, do: "propose", offer: &offer{kind: "milestone", total: 35000, money: "USD", terms: "Headers, one changed workflow file, a test that fails when somebody breaks it."}},
		{day: 25, do: "take back"},
		{day: 26, do: "say", words: "I took the offer back: it is one afternoon, so one payment at the beginning is simpler for both of us."},
		{day: 26, do: "propose", offer: &offer{kind: "upfront", total: 30000, money: "USD", terms: "Headers, one changed workflow file, a test that fails when somebody breaks it. One afternoon, charged when you accept."}},
		{day: 27, do: "accept"}, // by a debit that comes back
		{day: 32, do: "answer", words: "Our bank sent the debit back, the account is for savings. I try the card."},
		{day: 32, do: "retry", by: "card"},
		{day: 35, do: "complete"},
		{day: 39, do: "review", stars: 3, success: "partly", words: "The headers are right now. The test came a week later than agreed and only after I asked."},
		{day: 40, do: "reply", words: "Fair. I was on a migration that ran over, and should have said so."},
	}},
	{ask: "organizations", expert: "mara", voice: "company", day: 30, lines: []line{
		{"mara", "Four teams and one account is the usual start. We would use **Control Tower** only for the account factory and logging, and leave the rest out. Could you tell us which rules your parent company wants?", ""},
		{"elena", "Only that logs are kept for ten years and that nobody works as root.", ""},
		{"mara", "Good, that keeps it small. Documentation in German and English is fine.", ""},
	}, deeds: []deed{
		{day: 32, do: "propose", offer: &offer{kind: "milestone", money: "EUR", terms: `We do the work together with one person of yours, so that it stays when we are gone.

Documentation in English; the hand-over in German.`, parts: []part{
			{"Design on four pages", 120000, 45, "Agreed in a call with all four teams"},
			{"Accounts, central logging, sign-on", 200000, 80, "Two teams work in their own accounts for a week"},
			{"Hand-over with two workshops", 160000, 165, "Both workshops held, the recordings are yours"}}}},
		{day: 34, do: "accept", approval: "automatic", order: "PN-20417"},
		{day: 44, do: "say", words: "Here is the design as agreed on Thursday.", paper: "account-design.txt"},
		{day: 44, do: "ask", part: 1, words: "Design agreed in the call on Thursday; the four pages are attached."},
		{day: 45, do: "approve"},
		{day: 78, do: "ask", part: 2, words: "Accounts and logging stand, sign-on works for the first team."},
		{day: 79, do: "decline", words: "Sign-on works for one team of four. Please ask again when the second one is on, as agreed."},
		{day: 90, do: "ask", part: 2, words: "Two teams have worked in their own accounts since the 2nd. The third came by itself."},
		{day: 91, do: "approve"},
		{day: 166, do: "ask", part: 3, final: true, words: "Both workshops are held; recordings and slides are in your archive account."},
		{day: 168, do: "approve"}, // on net terms, not due yet
		{day: 170, do: "review", stars: 5, words: "They left out more than they put in, which is exactly what we needed. Our people run it alone."},
	}},
	{ask: "fargate", expert: "haruto", voice: "self", day: 39, lines: []line{
		{"haruto", "はじめまして、森と申します。同じ構成（Web・バッチ・通知）の移行を昨年2件担当しました。まず、**現在のデプロイ手順**と、バッチの実行時間の一覧を拝見できますでしょうか。", ""},
		{"aiko", "ご連絡ありがとうございます。手順書を添付できるように整理します。バッチは夜間に6本で、最長40分です。", ""},
		{"haruto", "承知しました。40分であればFargateで問題ありません。切り替えは日曜の2時から1時間、その後30分の見守りという流れをご提案します。", ""},
		{"aiko", "費用の目安を教えていただけますか。", ""},
	}, deeds: []deed{
		{day: 41, do: "propose", offer: &offer{kind: "milestone", money: "JPY", terms: `ECS (Fargate) への移行一式です。

停止時間は60分以内を目標とします。`, parts: []part{
			{"調査と移行計画書", 380000, 50, "計画書をお渡しし、打ち合わせで合意したとき"},
			{"検証環境とデプロイの自動化", 700000, 75, "検証環境で3種類のコンテナが動いたとき"},
			{"本番の切り替え", 540000, 95, "切り替え後1週間、障害がないとき"}}}},
		{day: 42, do: "answer", words: "社内で確認しました。停止は30分以内にできないでしょうか。引き継ぎの資料も含めていただけると助かります。"},
		{day: 43, do: "replace", offer: &offer{kind: "milestone", money: "JPY", terms: `ECS (Fargate) への移行一式です。

停止時間は30分以内を目標とします。2週間の問い合わせ対応を含みます。`, parts: []part{
			{"調査と移行計画書", 380000, 50, "計画書をお渡しし、打ち合わせで合意したとき"},
			{"検証環境とデプロイの自動化", 600000, 75, "検証環境で3種類のコンテナが動いたとき"},
			{"本番の切り替え", 300000, 95, "切り替え後1週間、障害がないとき"},
			{"引き継ぎ資料", 200000, 105, "担当の方が資料だけでデプロイできたとき"}}}},
		{day: 44, do: "accept", approval: "automatic", order: "KF-0417"},
		{day: 52, do: "ask", part: 1, words: "移行計画書をお渡ししました。打ち合わせでいただいた修正も反映しています。"},
		{day: 53, do: "approve"},
		{day: 74, do: "ask", part: 2, words: "検証環境で3種類のコンテナが動いています。デプロイは8分で終わります。"}, // nobody answers for ten days
		{day: 94, do: "ask", part: 3, words: "日曜の2時12分に切り替えが完了しました。停止は19分でした。"},
		{day: 95, do: "decline", words: "月末のバッチで通知が二重に送られました。原因がわかってから、もう一度お願いします。"},
		{day: 104, do: "ask", part: 3, words: "通知の二重送信を修正し、1週間、障害がないことを確認しました。"},
		{day: 105, do: "approve", order: "KF-0417-3"},
		{day: 106, do: "ask", part: 4, words: "引き継ぎ資料の初版です。"},
		{day: 106, do: "withdraw"},
		{day: 110, do: "say", words: "完成版をお送りします。", paper: "引き継ぎ資料.txt"},
		{day: 110, do: "ask", part: 4, final: true, words: "引き継ぎ資料の完成版です。ご担当の佐々木様に、資料だけでデプロイしていただきました。"},
		{day: 111, do: "approve"},
		{day: 116, do: "review", stars: 4, words: "停止は19分で済み、資料も丁寧です。通知の不具合だけ残念でしたが、対応は速かったです。"},
	}},
	{ask: "fargate", expert: "tsubasa", voice: "company", day: 40, lines: []line{
		{"tsubasa", "みなとクラウドの佐藤です。移行前に**コンテナの起動時間**とヘルスチェックの設定を確認させてください。ここでつまずくことが多いためです。", ""},
	}, deeds: []deed{
		{day: 41, do: "propose", offer: &offer{kind: "milestone", total: 1620000, money: "JPY", terms: "設計、構築、切り替えの3段階で進めます。各段階の終わりに打ち合わせを行います。"}},
		{day: 44, do: "refuse", words: "今回は別の方にお願いすることにしました。ご提案ありがとうございました。"},
	}},
}
