package demo

// asks are the requests in the order in which they are posted.
var asks = []ask{
	{key: "rds", by: "aiko", day: 3, then: "close", thenDay: 20, country: "JP", budget: 120000, money: "USD",
		title: "Our RDS bill doubled in a month and nobody changed anything",
		text: `We run an order system on **Amazon RDS for PostgreSQL** in Tokyo. The month before last it cost about 1,900 dollars, last month 4,100.

What we know:

- two read replicas, one was added for a campaign two months ago
- storage autoscaling is on
- no deployment touched the database

We would like somebody to find out where the money goes, tell us in plain words, and bring it down without a long outage. The nightly export to S3 must keep running.`},
	{key: "iam", by: "daniel", day: 8, then: "close", thenDay: 30, country: "", budget: 80000, money: "USD",
		title: "Review our IAM setup before a customer audit in three weeks",
		text: `We are a team of nine and grew fast. There are 41 **IAM** users, several with old access keys, and two roles that everybody seems to be able to assume.

A customer will audit us in three weeks. We need:

1. a review of users, roles and policies with a ranked list of findings
2. a plan that we can carry out ourselves
3. one call to walk our developers through it

We use IAM Identity Center for three people only and would like to move everybody there.`},
	{key: "lambda", by: "megumi", day: 18, then: "close", thenDay: 45, country: "JP", budget: 300000, money: "JPY",
		title: "Lambdaのタイムアウトで出席データの集計が毎朝失敗します",
		text: `学校の出席データを、毎朝6時に**AWS Lambda**で集計しています。生徒数が増えてから、15分の上限に達して失敗する日が増えました。

- トリガーはEventBridge、データはS3のCSVです
- 集計結果はDynamoDBに書き込んでいます
- Step Functionsを使うべきか、AWS Batchにすべきか判断できずにいます

設計の見直しと、実装のお手伝いをお願いします。個人情報を含むため、作業は検証用データで行っていただきます。`},
	{key: "cloudfront", by: "daniel", day: 24, then: "close", thenDay: 50, country: "", budget: 40000, money: "USD",
		title: "CloudFront serves old files after every deployment",
		text: `Our single-page app sits in **S3** behind **CloudFront**. After each deployment some people get the old JavaScript for hours and see a white page.

We create an invalidation for /* each time, which helps a little and costs more every month. We think that our cache headers are wrong, but changing them on a Friday went badly once.

Looking for somebody who sets this up properly and explains it, so that we never have to think of it again.`},
	{key: "organizations", by: "elena", day: 29, then: "close", thenDay: 42, country: "DE", budget: 500000, money: "EUR",
		title: "Set up AWS Organizations and a landing zone for four small teams",
		text: `Four teams share **one AWS account**, and nobody can say who costs what. We want **AWS Organizations** with an account for each team and stage, central logging, sensible guardrails, and single sign-on with our Microsoft directory.

We have read about Control Tower and are unsure whether it is too much for us. Documentation in English or German, please.`},
	{key: "fargate", by: "aiko", day: 38, then: "close", thenDay: 60, country: "JP",
		title: "社内の受発注システムをECS Fargateへ移行したい",
		text: `現在、EC2 2台でDockerを動かしている受発注システムを、**Amazon ECS (Fargate)** へ移したいと考えています。

- コンテナは3種類（Web、バッチ、通知）です
- データベースはRDS (MySQL 8) で、移行の対象外です
- デプロイは手作業で、1回に1時間ほどかかっています

停止できるのは日曜の深夜のみです。移行の計画から、CI/CDの整備、当日の立ち会いまでお願いできる方を探しています。`},
	{key: "ses", by: "daniel", day: 50, then: "close", thenDay: 56, country: "", budget: 25000, money: "USD",
		title: "Mails sent through SES end up in spam since last week",
		text: `We send receipts and password mails through **Amazon SES**, about 8,000 a day. Since last week Gmail puts many of them into spam.

SPF is set, DKIM we believe so, DMARC we are not sure. A short engagement: find the cause, mend the records with us, and tell us what to watch.`},
	{key: "catalog", by: "grace", day: 50, then: "close", thenDay: 58, budget: 300000, money: "USD",
		title: "Move our product catalogue off one old EC2 machine",
		text: `Our catalogue (PHP, MySQL, 40,000 pictures) lives on **one EC2 machine** from 2017. Nobody dares to restart it.

We would like RDS for the database, S3 for the pictures, two small machines behind a load balancer, and a page of notes that tells us what to do when something is red.`},
	{key: "redshift", by: "noah", day: 56, then: "close", thenDay: 61, budget: 200000, money: "USD",
		title: "Redshift dashboards take a minute to open",
		text: `We sell sensors and show our customers their data from **Amazon Redshift**. Since spring the dashboards take a minute, sometimes two.

We have never looked at sort keys or at what waits for what. Tell us what is slow and mend the worst five queries, please. It has to be quick, an investor comes to look.`},
	{key: "monitor", by: "kenji", day: 64, then: "close", thenDay: 75, country: "JP", budget: 600000, money: "JPY",
		title: "工場の検査画像をS3に保管し、検索できるようにしたいです",
		text: `検査装置が1日に約2万枚の画像を出力します。現在は社内のNASに保存していますが、容量が足りません。

- **S3**への自動アップロードと、保管期間ごとの階層化
- 製品番号と日付での検索（画面は簡単なもので構いません）
- 費用の試算

クラウドの担当者がいないため、運用の手順も含めてお願いします。`},
	{key: "vpn", by: "megumi", day: 80, then: "close", thenDay: 100, country: "JP", budget: 200000, money: "JPY",
		title: "校舎とVPCをつなぐSite-to-Site VPNが1日に数回切れます",
		text: `校舎のルーター (Yamaha RTX) とVPCを**Site-to-Site VPN**で接続しています。1日に3回ほど、数十秒の切断が起きます。

CloudWatchのトンネル状態は確認しましたが、原因がわかりません。ルーターの設定もあわせて見ていただける方にお願いしたいです。`},
	{key: "glue", by: "daniel", day: 88, then: "close", thenDay: 99, country: "", budget: 250000, money: "USD",
		title: "Nightly Glue jobs take nine hours and block our morning reports",
		text: `Eleven **AWS Glue** jobs (PySpark) load about 300 GB a night from S3 into Redshift. They used to take three hours; now they end at ten in the morning.

We suspect small files and one enormous join, but have nobody who knows Spark well. Please look at the jobs, tell us what to change first, and do the first two changes together with us.`},
	{key: "eks", by: "elena", day: 88, then: "close", thenDay: 99, country: "", budget: 600000, money: "EUR",
		title: "EKS cluster is two versions behind, help us catch up",
		text: `Our **Amazon EKS** cluster runs 30 services and is two minor versions behind. The last upgrade broke our ingress for an afternoon, so everybody is afraid.

We look for somebody who upgrades with us, step by step, first in staging. We also want to know which add-ons should be managed by AWS and which not.`},
	{key: "kinesis", by: "elena", day: 104, then: "close", thenDay: 125, country: "", budget: 150000, money: "EUR",
		title: "Choose between Kinesis, MSK and SQS for sensor data from 2,000 pumps",
		text: `2,000 pumps send a reading each second. Today they go to one **SQS** queue, and ordering has become a problem.

We want two hours of honest advice and a written comparison of **Kinesis**, **MSK** and what we have, with costs at 2,000 and 20,000 pumps. If it goes well, the same person could build it.`},
	{key: "care", by: "aiko", day: 108, then: "close", thenDay: 118, country: "JP", budget: 600000, money: "USD",
		title: "Somebody to keep an eye on our order database for half a year",
		text: `After the clean-up of our **RDS for PostgreSQL** we would like somebody to look at it regularly: upgrades, slow queries, backups that can really be restored.

About two days a month. English is fine; a short summary that I can translate for our board would help.`},
	{key: "waf", by: "aiko", day: 116, then: "close", thenDay: 131, country: "JP", budget: 150000, money: "JPY",
		title: "通販サイトへの不審なアクセスをAWS WAFで減らしたい",
		text: `ALBの前に**AWS WAF**を入れていますが、マネージドルールを有効にしただけで、調整ができていません。正規のお客様がブロックされることもあり、困っています。

ログの分析と、ルールの調整をお願いします。次の大きなセールの前に終えたいです。`},
	{key: "cost", by: "megumi", day: 128, then: "pause", thenDay: 160, country: "JP",
		title: "コストの見方がわからないため、毎月のレポートを作ってほしい",
		text: `**Cost Explorer**を開いても、何にいくらかかっているのかが職員にはわかりません。

部門ごとのタグ付けの方針と、月に一度、メールで届くわかりやすいレポートの仕組みを作っていただきたいです。専門用語は少なめでお願いします。`},
	{key: "dms", by: "daniel", day: 134, then: "pause", thenDay: 150, country: "US", budget: 350000, money: "USD",
		title: "Move 600 GB from Oracle to PostgreSQL with little downtime",
		text: `An old warehouse system runs on Oracle 12 in our office. We want it in **RDS for PostgreSQL**, with **AWS DMS** or whatever you find better.

About 200 tables, 40 stored procedures, a few of them long. We can be down for one evening. Please say how you would find out early what will not convert.`},
	{key: "quicksight", by: "aiko", day: 140, then: "pause", thenDay: 146, country: "JP",
		title: "QuickSightで店舗別の売上を見られるようにしたい",
		text: `店舗別・商品別の売上を、**Amazon QuickSight**で各店長が見られるようにしたいと考えています。

データはRDSとS3のCSVにあります。閲覧権限を店舗ごとに分ける方法と、月額費用の目安を知りたいです。社内の予算が決まるまで、募集を一時停止することがあります。`},
	{key: "backup", by: "megumi", day: 150, country: "JP",
		title: "AWS Backupで事務システムのバックアップを見直したい",
		text: `事務システムのEC2とRDSについて、**AWS Backup**での世代管理と、別リージョンへの保管を検討しています。

いまは手動スナップショットのみで、復元の訓練をしたことがありません。復元の手順書と、年1回の訓練の進め方も含めてご提案ください。`},
	{key: "terraform", by: "noah", day: 156, then: "close", thenDay: 166, budget: 250000, money: "USD",
		title: "Take over half-finished Terraform for three environments",
		text: `Somebody left us with **Terraform** for development, staging and production that no longer matches what runs. We are afraid of the next apply.

Please import what is missing, split the state, and let us plan and apply from a pipeline.`},
	{key: "static", by: "megumi", day: 165, country: "JP",
		title: "学校のホームページをS3とCloudFrontに移したいです",
		text: `WordPressで作った学校のホームページを、できるだけ手間のかからない形で**S3とCloudFront**に移したいです。

お知らせの更新は職員が行います。更新の手順が難しくならない方法をご提案いただけると助かります。`},
	{key: "s3access", by: "aiko", day: 167, then: "close", thenDay: 176, country: "JP", budget: 90000, money: "USD",
		title: "S3バケットの公開設定を点検してほしい",
		text: `監査法人から、**S3**の公開設定を確認するよう求められました。バケットは約60個あり、用途のわからないものもあります。

点検の結果の一覧と、直す順番のご提案をお願いします。英語でのやり取りでも構いません。`},
	{key: "aurora", by: "aiko", day: 170, country: "JP", budget: 800000, money: "JPY",
		title: "Aurora MySQLのバージョンアップを安全に進めたい",
		text: `**Aurora MySQL** 2系から3系への更新を検討しています。アプリケーションはJava (Spring Boot) で、古いJDBCドライバーを使っている箇所があります。

- 本番の停止は30分以内に収めたい
- ブルー/グリーンデプロイを使えるかどうかの判断
- 事前の互換性チェックと、切り戻しの手順

以上をお任せできる方を探しています。`},
	{key: "bedrock", by: "elena", day: 172, country: "", budget: 300000, money: "EUR",
		title: "Answer questions about our manuals with Amazon Bedrock",
		text: `We make pumps. There are 4,000 pages of manuals in English and German, and our service people search them for hours.

We would like a small internal tool on **Amazon Bedrock** with a knowledge base: a question goes in, an answer with page numbers comes out. It must say so when it does not know. Please tell us first what it would cost to run for 60 people.`},
	{key: "nat", by: "daniel", day: 178, budget: 100000, money: "USD",
		title: "NAT gateways cost us more than our machines",
		text: `Our bill has 2,300 dollars a month for **NAT gateways**, and our instances cost less than that. Most of it seems to be S3 and container images.

We would like somebody to look where the traffic goes, put the right endpoints in, and show us how to see it ourselves.`},
	{key: "dr", by: "kenji", day: 181, country: "JP", budget: 1000000, money: "JPY",
		title: "大阪リージョンでの災害対策の構成を相談したい",
		text: `検査システムの本番環境は東京リージョンのみにあります。取引先から、災害時の復旧について説明を求められました。

**大阪リージョン**での待機構成について、目標復旧時間を4時間とした場合の構成案と費用を2案ほどご提案ください。訓練の方法も知りたいです。`},
}
