package demo

// talks2 are the conversations that begin in the third and fourth month.
var talks2 = []chat{
	{ask: "catalog", expert: "ben", voice: "self", day: 51, lines: []line{
		{"ben", "Machines from 2017 are not scary, only lonely. May I take an image of it first and start that somewhere else? If the copy boots, everything after is easy.", ""},
		{"grace", "It booted! We are speechless. We pay on invoice only, is that all right?", ""},
		{"ben", "It is. The house collects it, I am paid when it has arrived.", ""},
	}, deeds: []deed{
		{day: 54, do: "propose", offer: &offer{kind: "milestone", total: 270000, money: "USD", terms: "Database to RDS, pictures to S3, two machines behind a load balancer, one page of notes. I ask for a part as each of them runs."}},
		{day: 55, do: "accept"},
		{day: 58, do: "ask", amount: 90000, words: "The database runs on RDS; the old one is stopped, not deleted."},
		{day: 60, do: "approve"}, // never paid by itself
		{day: 72, do: "ask", amount: 120000, words: "40,000 pictures are on S3, with the old addresses still answering."},
		{day: 74, do: "approve"}, // never paid at all
		{day: 130, do: "write off", nth: 1, words: "Forty days past due, two reminders and a call. Both sides are told."},
		{day: 132, do: "complete"},
		{day: 137, do: "write off", nth: 2, words: "The customer disputes the amount with nobody and pays nothing."},
		{day: 151, do: "answer", words: "I am sorry for the silence. We had a new bookkeeper. I pay the first invoice by card today; about the second I have to speak with my partner."},
		{day: 151, do: "retry", nth: 1, by: "card"},
		{day: 156, do: "review", stars: 2, success: "partly", not: true, words: "Works, but he stopped when our payment was late, and we had to move the load balancer ourselves."},
		{day: 157, do: "report", ground: "unverified", words: "She paid three months late. The load balancer was never asked for after that."},
		{day: 158, do: "keep", words: "It is an opinion about work that took place. You may answer it in public."},
	}},
	{ask: "redshift", expert: "ben", voice: "self", day: 57, lines: []line{
		{"ben", "Two days: one to look, one to mend. I need `STL_QUERY` of last week and a read-only user.", ""},
		{"noah", "Do it. I accept whatever you send, the investor comes on Friday.", ""},
	}, deeds: []deed{
		{day: 57, do: "propose", offer: &offer{kind: "upfront", total: 180000, money: "USD", terms: "Five slow queries, mended and explained. Sort keys for the two big tables. Charged when you accept."}},
		{day: 58, do: "accept"}, // charged back on day 68, lost on day 88
		{day: 61, do: "complete"},
		{day: 63, do: "review", stars: 1, success: "no", not: true, words: "This man is a fool and his mother should be ashamed. Buy from my cousin instead, he is cheaper."},
		{day: 64, do: "report", ground: "offensive", words: "Nothing in it is about the work, which he called great in our conversation on Friday."},
		{day: 65, do: "take down", words: "Insults and advertising. Our rules for reviews allow neither."},
		{day: 70, do: "say", words: "Your bank has taken the payment back, Noah. The work is done and you thanked me for it. Was that a mistake?"},
	}},
	{ask: "monitor", expert: "haruto", voice: "self", day: 65, lines: []line{
		{"haruto", "1日2万枚であれば、S3への自動アップロードと、90日後の階層の変更で、月額はおおよそ1万8千円です。検索は**DynamoDB**に製品番号と日付を入れる方法が簡単です。", ""},
		{"kenji", "その金額なら問題ありません。支払いは請求書でお願いしています。", ""},
		{"haruto", "承知しました。請求書払いでもお受けできます。", ""},
	}, deeds: []deed{
		{day: 67, do: "propose", offer: &offer{kind: "milestone", money: "JPY", terms: "アップロード、検索画面、費用の試算、運用の手順書までを含みます。", parts: []part{
			{"S3への自動アップロード", 220000, 85, "1日分の画像が自動で保存されたとき"},
			{"検索画面", 250000, 115, "製品番号と日付で検索できたとき"},
			{"運用の手順書", 80000, 130, ""}}}},
		{day: 68, do: "accept"},
		{day: 82, do: "ask", part: 1, words: "昨日分の20,412枚がすべて保存されました。失敗した場合は自動で再送します。"},
		{day: 84, do: "approve"}, // paid two weeks late
		{day: 116, do: "ask", part: 2, words: "製品番号と日付で検索できます。平均0.2秒です。"},
		{day: 119, do: "approve", by: "card"}, // charged back on day 129, won on day 149
		{day: 126, do: "ask", part: 3, final: true, words: "運用の手順書です。月次の確認は15分で終わります。"},
		{day: 130, do: "answer", words: "経理が「GUILDHALL」という名前に心当たりがなく、カード会社に問い合わせてしまいました。こちらの誤りと伝えてあります。"},
		{day: 133, do: "approve", by: "terms"},
		{day: 136, do: "review", stars: 2, success: "yes", words: "仕事は良いのですが、直接の連絡先を教えてくれません。急ぐ方は当社までお電話ください：06-0000-0000"},
		{day: 180, do: "report", ground: "contact", words: "レビューの中に電話番号が書かれています。連絡はこの場で、というお約束でした。"},
	}},
	{ask: "vpn", expert: "tsubasa", voice: "self", day: 81, lines: []line{
		{"tsubasa", "RTXとのVPNで数十秒の切断が繰り返される場合、**DPDの間隔**か、フェーズ2の有効期限の食い違いが多いです。ルーターのログを1日分いただけますか。", ""},
		{"megumi", "ログを取得しました。添付の方法を教えてください。", ""},
		{"tsubasa", "入力欄の下の「ファイルを添付」からお送りいただけます。", ""},
	}, deeds: []deed{
		{day: 83, do: "propose", offer: &offer{kind: "schedule", money: "JPY", terms: "原因の調査と設定の変更のあと、3か月間、回線の状態を見守ります。毎月お支払いいただきます。", parts: []part{
			{"調査と設定の変更", 60000, 86, ""}, {"見守り 1か月目", 30000, 116, ""}, {"見守り 2か月目", 30000, 146, ""}, {"見守り 3か月目", 30000, 176, ""}}}},
		{day: 84, do: "accept", approval: "manual"},
		{day: 119, do: "answer", words: "切断は1か月以上起きていません。学校の予算の都合もあり、見守りはここまでにさせてください。"},
		{day: 120, do: "stop"},
		{day: 123, do: "ask", amount: 10000, words: "停止の前に行ったログの確認、1週間分です。"},
		{day: 125, do: "approve"},
		{day: 135, do: "review", stars: 4, words: "原因をすぐに見つけてくださいました。途中で終わりにする相談にも、快く応じてくださいました。"},
		{day: 136, do: "reply", words: "切れなくなって何よりです。またお困りのときはお声がけください。"},
	}},
	{ask: "glue", expert: "ben", voice: "self", day: 89, lines: []line{
		{"ben", "300 GB should not take nine hours. Small files, I would bet: how many objects does the biggest job read?", ""},
		{"daniel", "Two point one million. I did not know that one could count them.", ""},
		{"ben", "Then the first change is to compact them before the join. I would do it in three steps and measure after each.", ""},
	}, deeds: []deed{
		{day: 90, do: "propose", offer: &offer{kind: "milestone", money: "USD", terms: "Each step is measured on three nights. We do the second and third together in a call, so that you can do the next one without me.", parts: []part{
			{"Compact the small files", 40000, 97, "The first job ends before three"},
			{"The enormous join", 120000, 120, "All jobs end before six on three nights"},
			{"Notes and alarms", 50000, 150, ""}}}},
		{day: 91, do: "accept", order: "FW-1188"},
		{day: 94, do: "ask", part: 1, words: "2.1 million objects are 3,400 now. The first job ended at 02:41."},
		{day: 95, do: "approve", by: "card"},
		{day: 112, do: "ask", part: 2, words: "The join is broadcast now; last three nights: 05:02, 04:55, 05:10."},
		{day: 113, do: "approve", by: "late"}, // the debit arrives on day 120 and comes back on day 133
		{day: 134, do: "answer", words: "The debit came back, our bank limits that account. I moved it to our main account."},
		{day: 135, do: "retry", nth: 2, by: "bank"},
		{day: 150, do: "say", words: "Your team has written the notes and set the alarms itself, better than I would have. I close the work without the third part."},
		{day: 150, do: "complete"},
		{day: 155, do: "review", stars: 5, words: "Nine hours became five, and he did not charge us for what we did ourselves."},
	}},
	{ask: "eks", expert: "jonas", voice: "company", day: 89, lines: []line{
		{"jonas", "Two versions are no drama. We would first list the APIs that go away, then the add-ons, then do staging in one afternoon together with you. After that we can stay and do each upgrade as it comes.", ""},
		{"elena", "Staging on Wednesday would be perfect. How much is it to have you stay?", ""},
		{"jonas", "A fixed amount each month, cancelled whenever you like. I write it down.", ""},
	}, deeds: []deed{
		{day: 90, do: "propose", offer: &offer{kind: "schedule", money: "EUR", lasts: 14, terms: "The upgrade in the first month, then care for the cluster: upgrades, add-ons, one call a month.", parts: []part{
			{"Upgrade of staging and production", 240000, 96, ""}, {"Care, month 1", 90000, 126, ""}, {"Care, month 2", 90000, 156, ""}, {"Care, month 3", 90000, 186, ""}, {"Care, month 4", 90000, 216, ""}}}},
		{day: 91, do: "accept", order: "PN-20631"},
		{day: 110, do: "say", words: "Production runs the new version since Tuesday. Nobody noticed, which is what we wanted."},
		{day: 160, do: "say", words: "The next minor version is out. We would do staging in the first week of the month, is that all right?"},
		{day: 162, do: "answer", words: "It is. Wednesday as always."},
	}},
	{ask: "kinesis", expert: "jonas", voice: "company", day: 105, lines: []line{
		{"jonas", "We have built this twice, once with Kinesis and once with MSK, and would not choose the same for 20,000 pumps as for 2,000. Two hours of talk, then six pages with costs?", ""},
		{"elena", "Six pages that my boss can read, yes please.", ""},
	}, deeds: []deed{
		{day: 106, do: "propose", offer: &offer{kind: "upfront", total: 75000, money: "EUR", terms: "Two hours of advice and a written comparison of Kinesis, MSK and SQS with costs at both sizes."}},
		{day: 107, do: "accept"},
		{day: 113, do: "complete"},
		{day: 120, do: "review", stars: 4, words: "Honest: they told us to stay with what we have for another year. The costs could have been broken down further."},
	}},
	{ask: "care", expert: "ben", voice: "self", day: 109, lines: []line{
		{"ben", "Good to hear from you again! Two days a month is right for a database of that size. I suggest four pieces of work instead of hours, so that you know what you get.", ""},
		{"aiko", "That is easier to explain to our board. Please include a test of the backups.", ""},
	}, deeds: []deed{
		{day: 110, do: "propose", offer: &offer{kind: "milestone", money: "USD", terms: "Each piece ends with a summary of one page. I work from London; changes happen at night in Tokyo, announced two days ahead.", parts: []part{
			{"Minor upgrade and parameter review", 110000, 130, "The upgrade is done and the summary is there"},
			{"Restore test into a second account", 130000, 160, "A colleague of yours has read data from the copy"},
			{"The ten slowest queries", 140000, 178, "Each is faster, or there is a reason why not"},
			{"Plan for the next major version", 90000, 200, ""}}}},
		{day: 111, do: "accept", order: "KF-0533"},
		{day: 128, do: "say", words: "The summary of Sunday night.", paper: "upgrade-summary.txt"},
		{day: 128, do: "ask", part: 1, words: "Upgraded on Sunday at 03:00, 40 seconds of downtime. Summary attached."},
		{day: 129, do: "approve"},
		{day: 160, do: "ask", part: 2, words: "The copy in the second account answers; Sasaki-san has counted last week's orders in it."},
		{day: 178, do: "approve", by: "old"}, // the card has not enough on it; she may try again
		{day: 180, do: "ask", part: 3, words: "Nine of ten are faster, between 4 and 60 times. The tenth is a report that you said may be slow."},
	}},
	{ask: "waf", expert: "tsubasa", voice: "company", day: 117, lines: []line{
		{"tsubasa", "まず1週間分のログを**カウントモード**で確認し、誤って止めているルールを特定します。次のセールまでに十分間に合います。", ""},
		{"aiko", "お願いします。調整のあとも、しばらく見ていただけると安心です。", ""},
	}, deeds: []deed{
		{day: 118, do: "propose", offer: &offer{kind: "schedule", money: "JPY", terms: "ルールの調整のあと、毎月ログを確認して報告します。いつでも終了できます。", parts: []part{
			{"ログの分析とルールの調整", 90000, 123, ""}, {"毎月の確認 1", 35000, 153, ""}, {"毎月の確認 2", 35000, 188, ""}, {"毎月の確認 3", 35000, 218, ""}}}},
		{day: 120, do: "accept"},
		{day: 171, do: "answer", words: "セールが無事に終わりました。社内に担当者を置くことになったため、今後の確認は終了とさせてください。"},
		{day: 171, do: "stop"},
		{day: 178, do: "ask", amount: 15000, words: "終了のご連絡の前に行った、セール期間中のログの確認です。"}, // it waits, so the end is put off
	}},
}
