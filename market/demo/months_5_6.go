package demo

// talks3 are the conversations that begin in the last two months.
var talks3 = []chat{
	{ask: "cost", expert: "tsubasa", voice: "company", day: 129, lines: []line{
		{"tsubasa", "部門ごとのタグ付けの方針を1枚にまとめ、毎月1日に**Cost Explorer**の集計をメールでお送りする仕組みをご提案します。", ""},
		{"megumi", "ありがとうございます。校長と相談してお返事します。", ""},
	}, deeds: []deed{
		{day: 130, do: "propose", offer: &offer{kind: "upfront", total: 120000, money: "JPY", lasts: 14, terms: "タグ付けの方針、集計の仕組み、職員の方への説明1回を含みます。"}}, // nobody answers
	}},
	{ask: "dms", expert: "ben", voice: "self", day: 135, lines: []line{
		{"ben", "Forty stored procedures are the work; the tables are not. I would run the conversion report first: two days, and then you know.", ""},
		{"daniel", "Our board wants to wait until the new year of the warehouse. Can we begin with the report only?", ""},
		{"ben", "Of course. It keeps.", ""},
	}, deeds: []deed{
		{day: 149, do: "answer", words: "The budget for the report is there now, the rest stays on hold."},
		{day: 178, do: "propose", offer: &offer{kind: "upfront", total: 60000, money: "USD", terms: "Conversion report for 200 tables and 40 procedures: what converts by itself, what does not, and how long that takes. Charged when you accept."}},
		{day: 181, do: "accept", by: "card"}, // paid out today
	}},
	{ask: "backup", expert: "tsubasa", voice: "company", day: 152, lines: []line{
		{"tsubasa", "復元の訓練まで含めてのご相談とのこと、安心しました。EC2とRDSの台数と、保管したい世代数を教えてください。", ""},
		{"megumi", "EC2が3台、RDSが1台です。世代数は決めていません。", ""},
		{"tsubasa", "それでしたら、日次7世代、月次12世代から始めるのがよいと思います。", ""},
	}},
	{ask: "terraform", expert: "jonas", voice: "company", day: 157, lines: []line{
		{"jonas", "Half-finished Terraform is our daily bread. We never apply before the plan is empty. Can you give us read access to the state, and tell us who may say yes to a change in production?", ""},
		{"noah", "I say yes to everything. How fast can you be?", ""},
		{"jonas", "The import takes a week. The pipeline another.", ""},
	}, deeds: []deed{
		{day: 158, do: "propose", offer: &offer{kind: "milestone", money: "USD", terms: "Two of us, three environments. Nothing is applied without your yes in writing.", parts: []part{
			{"Import until the plan is empty", 120000, 166, "terraform plan says: no changes"},
			{"Split state and pipeline", 100000, 176, "You have applied a change through it"}}}},
		{day: 159, do: "accept"},
		{day: 164, do: "ask", part: 1, words: "All three plans are empty. 61 resources were imported, four were nobody's and are listed."},
		{day: 165, do: "approve"}, // charged back on day 175; nothing is decided yet
		{day: 174, do: "ask", part: 2, words: "State is split, the pipeline plans on each merge. You applied the first change yourself on Monday."},
		{day: 176, do: "say", words: "Our bank tells us that you have disputed the first payment. What is it that you are not content with?"},
		{day: 177, do: "answer", words: "Just a mistake. Write to me on WhatsApp, +1 303 555 0142, and we settle the rest without the house and its fee."},
		{day: 178, do: "flag", words: "He asks us to be paid outside, after he had his bank take the first payment back."},
	}},
	{ask: "static", expert: "haruto", voice: "self", day: 166, lines: []line{
		{"haruto", "お知らせの更新は、職員の方がいまと同じ画面で書けるようにできます。WordPressは校内に残し、公開するページだけを**S3**に書き出す方法です。", ""},
		{"megumi", "それなら安心です。お見積もりをお願いします。", ""},
	}, deeds: []deed{
		{day: 175, do: "propose", offer: &offer{kind: "upfront", total: 160000, money: "JPY", lasts: 21, terms: "書き出しの仕組み、CloudFrontの設定、職員の方向けの手順書（A4で2枚）を含みます。"}},
	}},
	{ask: "s3access", expert: "sofia", voice: "self", day: 168, lines: []line{
		{"sofia", "Sixty buckets are two days. I will list who can read each one, and which nobody has touched for a year. **SecurityAudit** is enough for me.", ""},
		{"aiko", "Thank you. The auditors ask for a list by the end of the month, in English is fine.", ""},
	}, deeds: []deed{
		{day: 169, do: "propose", offer: &offer{kind: "milestone", money: "USD", terms: "A list of all buckets with who can read them, then the order in which to mend what is wrong.", parts: []part{
			{"List of sixty buckets", 40000, 178, ""}, {"Order of the repairs, with commands", 35000, 183, ""}}}},
		{day: 170, do: "accept", order: "KF-0601"},
		{day: 179, do: "ask", part: 1, words: "63 buckets. Two are public by mistake and hold nothing private; eleven nobody has read for a year."},
		{day: 180, do: "approve"},
		{day: 181, do: "ask", part: 2, final: true, words: "The order, with a command for each step and how to take it back."},
		{day: 182, do: "approve"}, // she may write a review now
	}},
	{ask: "aurora", expert: "haruto", voice: "self", day: 171, lines: []line{
		{"haruto", "Fargateの件ではお世話になりました。ブルー/グリーンデプロイは使えますが、古いJDBCドライバーは先に更新が必要です。検証環境で1週間、並行して動かすことをお勧めします。", ""},
		{"aiko", "またご連絡いただけてうれしいです。ドライバーの更新もお願いできますか。", ""},
		{"haruto", "はい、含めてご提案します。", ""},
	}, deeds: []deed{
		{day: 174, do: "propose", offer: &offer{kind: "milestone", money: "JPY", terms: "停止時間は15分以内を目標とします。切り戻しの手順を事前に2回練習します。", parts: []part{
			{"互換性チェックとドライバーの更新", 260000, 195, "検証環境でテストがすべて通ったとき"},
			{"検証環境での更新と切り戻しの練習", 220000, 210, ""},
			{"本番の更新", 280000, 225, "更新後1週間、障害がないとき"}}}},
	}},
	{ask: "aurora", expert: "tsubasa", voice: "company", day: 172, lines: []line{
		{"tsubasa", "みなとクラウドです。2系から3系への更新は、今年5件担当しました。互換性チェックのみのご依頼も承ります。", ""},
		{"aiko", "ありがとうございます。ほかの方のご提案と比べて検討します。", ""},
	}, deeds: []deed{
		{day: 176, do: "propose", offer: &offer{kind: "upfront", total: 690000, money: "JPY", lasts: 14, terms: "互換性チェック、検証環境での更新、本番の更新までを一括でお引き受けします。停止時間は30分以内です。"}},
	}},
	{ask: "bedrock", expert: "jonas", voice: "company", day: 173, lines: []line{
		{"jonas", "For 60 people and 4,000 pages the running costs are between 140 and 220 euros a month; the model is the small part, the search index is the large one. Shall I show you the sum?", ""},
		{"elena", "Please. And it must say so when it does not know, or our service people will throw it out on the first day.", ""},
		{"jonas", "It answers only with page numbers, or not at all. We test that with fifty questions of yours.", ""},
	}, deeds: []deed{
		{day: 176, do: "propose", offer: &offer{kind: "milestone", money: "EUR", terms: "A small tool behind your sign-on. Fifty questions of yours decide whether it is good enough.", parts: []part{
			{"Prototype with 400 pages", 90000, 198, "Forty of fifty answers name the right page"},
			{"All manuals, both languages", 180000, 225, ""}}}},
		{day: 180, do: "answer", words: "My boss asks whether the drawings can be left out of the first part."},
		{day: 181, do: "replace", offer: &offer{kind: "milestone", money: "EUR", terms: "A small tool behind your sign-on. Fifty questions of yours decide whether it is good enough. Drawings are left out of the first part.", parts: []part{
			{"Prototype with 400 pages", 75000, 198, "Forty of fifty answers name the right page"},
			{"All manuals, both languages", 180000, 225, ""},
			{"Drawings", 30000, 240, ""}}}},
	}},
	{ask: "bedrock", expert: "sofia", voice: "self", day: 174, lines: []line{
		{"sofia", "I do not build such tools, but I would look at who may ask what before you open it to 60 people: manuals tend to have prices in them.", ""},
		{"elena", "They do! I will come back to you when we have chosen somebody.", ""},
	}},
	{ask: "nat", expert: "jonas", voice: "company", day: 179, lines: []line{
		{"jonas", "2,300 dollars is about 50 TB. S3 and ECR each want one endpoint, and the S3 one costs nothing. Could you send the flow logs of one day?", ""},
		{"daniel", "Here is one day of logs. I had no idea that there was a free one.", "vpc-flow-logs-one-day.csv"},
	}},
	{ask: "nat", expert: "ben", voice: "self", day: 180, lines: []line{
		{"ben", "Hello Daniel. Gateway endpoint for S3 first, that is ten minutes and most of the bill. I am on your Glue jobs anyway and can look at both.", ""},
	}},
	{ask: "dr", expert: "haruto", voice: "self", day: 182, lines: []line{
		{"haruto", "小林様、大阪リージョンの件、目標4時間であれば「パイロットライト」構成が費用と手間の釣り合いがよいと思います。画像のレプリケーションは2日で始められます。", ""},
		{"kenji", "ぜひ2案の比較をお願いします。", ""},
	}, deeds: []deed{
		{day: 183, do: "say", words: "2案の比較をまとめました。", paper: "構成案の比較.csv"},
		{day: 183, do: "propose", offer: &offer{kind: "milestone", total: 780000, money: "JPY", terms: "2案の比較、構築、年1回の訓練の手順書までを含みます。"}},
	}},
}
