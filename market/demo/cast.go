package demo

import "guildhall/market/expert"

// somebody is one person of the story.
type somebody struct {
	key, name, email, lang, zone string
	operator                     bool
	company                      string // key of the company they work for; "" for none
	role                         string // in the company
	expert                       *profile
	buysAs                       string // "company" when they buy for it
}

// profile is what an expert says about themselves.
type profile struct {
	bio, experience string
	rateLow         int64 // per hour, smallest unit; an indication, never a billing basis
	rateHigh        int64
	money           string
	languages       []string
	country         string
	services        []string // and skills
	entries         []expert.Entry
	links           []expert.Link
	certifications  []certificate
	badge           string // code of the one that a badge proves
	handle          string
	since           int // the day of the story on which they register; 0 for before it
}

// certificate is one that the desk has entered by hand.
type certificate struct {
	name, level string
	months      int // how long it is still valid
}

// firm is a company of the story.
type firm struct {
	key, name, country, handle, about, url string
	sells                                  bool
}

// Contact is where one writes to who runs the demo; nobody reads it.
const Contact = "chie@guildhall.example"

var firms = []firm{
	{key: "kitahama", name: "北浜食品株式会社", country: "JP", handle: "kitahama-foods"},
	{key: "ferrywell", name: "Ferrywell Inc.", country: "US", handle: "ferrywell"},
	{key: "brightside", name: "Brightside Labs LLC", country: "US", handle: "brightside-labs"},
	{key: "tallow", name: "Tallow & Finch Ltd", country: "GB", handle: "tallow-and-finch"},
	{key: "kobayashi", name: "小林精工株式会社", country: "JP", handle: "kobayashi-seiko"},
	{key: "pumpwerk", name: "Pumpwerk Nord GmbH", country: "DE", handle: "pumpwerk-nord"},
	{key: "cloudwerk", name: "Cloudwerk GmbH", country: "DE", handle: "cloudwerk", sells: true, url: "https://cloudwerk.example",
		about: "Nine people in Leipzig who have moved, mended and slimmed down AWS accounts since 2016. We explain what we do, write it down, and hand it over so that you do not need us twice for the same thing."},
	{key: "minato", name: "みなとクラウド株式会社", country: "JP", handle: "minato-cloud", sells: true, url: "https://minato-cloud.example",
		about: "横浜を拠点に、AWSの移行・運用・費用の見直しをお手伝いしています。専門用語をできるだけ使わない説明と、引き継ぎ資料の丁寧さを大切にしています。"},
}

var cast = []somebody{
	{key: "chie", name: "Chie Ohno", email: "chie@guildhall.example", lang: "en", zone: "Asia/Tokyo", operator: true},

	{key: "aiko", name: "田中 愛子", email: "aiko@kitahama.example", lang: "ja", zone: "Asia/Tokyo", company: "kitahama", role: "owner", buysAs: "company"},
	{key: "daniel", name: "Daniel Okafor", email: "daniel@ferrywell.example", lang: "en", zone: "America/New_York", company: "ferrywell", role: "owner", buysAs: "company"},
	{key: "elena", name: "Elena Brandt", email: "elena@pumpwerk.example", lang: "en", zone: "Europe/Berlin", company: "pumpwerk", role: "owner", buysAs: "company"},
	{key: "noah", name: "Noah Reed", email: "noah@brightside.example", lang: "en", zone: "America/Denver", company: "brightside", role: "owner", buysAs: "company"},
	{key: "grace", name: "Grace Holloway", email: "grace@tallow.example", lang: "en", zone: "Europe/London", company: "tallow", role: "owner", buysAs: "company"},
	{key: "kenji", name: "小林 健二", email: "kenji@kobayashi.example", lang: "ja", zone: "Asia/Tokyo", company: "kobayashi", role: "owner", buysAs: "company"},
	{key: "megumi", name: "山口 恵", email: "megumi@school.example", lang: "ja", zone: "Asia/Tokyo"},

	{key: "ben", name: "Ben Carter", email: "ben@carter.example", lang: "en", zone: "Europe/London", expert: &profile{
		handle: "ben-carter", country: "GB", languages: []string{"en"}, rateLow: 9000, rateHigh: 16000, money: "USD",
		bio: "Twelve years of databases, the last eight on AWS. I like bills that go down and graphs that get boring.",
		experience: `- **RDS and Aurora**: sizing, upgrades, moving away from Oracle
- **Cost reviews**: 30 accounts, on average 27 % less a month
- Wrote the runbooks for a hospital group's on-call team

Notes and small tools: https://github.com/example/ben-carter-notes`,
		services: []string{"Amazon RDS", "Amazon Aurora", "AWS DMS", "Amazon S3", "Amazon CloudFront", "PostgreSQL", "Oracle"},
		entries: []expert.Entry{
			{Title: "Independent database consultant", From: "2017-05", Words: "Sizing, upgrades and cost reviews for companies of 5 to 500 people."},
			{Title: "Database administrator", Organisation: "Northern Hospital Group", From: "2013", To: "2017-04",
				Words: "Looked after 60 databases, and wrote the runbooks that the on-call team still uses.", Link: "https://northern-hospitals.example/on-call"}},
		links: []expert.Link{{Kind: "code", Label: "Notes and small tools", Address: "https://github.com/example/ben-carter-notes"},
			{Kind: "recommendation", Label: "What the hospital's IT manager says", Address: "https://northern-hospitals.example/thanks-ben"}},
		badge:          "aws-sap",
		certifications: []certificate{{"AWS Certified Database – Specialty", "specialty", 7}}}},
	{key: "haruto", name: "森 陽翔", email: "haruto@mori.example", lang: "ja", zone: "Asia/Tokyo", expert: &profile{
		handle: "haruto-mori", country: "JP", languages: []string{"ja", "en"}, rateLow: 9000, rateHigh: 15000, money: "JPY",
		bio: "サーバーレスとコンテナを専門にするフリーランスのエンジニアです。止めない移行と、引き継ぎやすい構成を心がけています。",
		experience: `- **Lambda / Step Functions / ECS**での業務システム構築 11年
- 学校・自治体のシステム移行を8件担当
- 夜間の切り替え作業の立ち会いにも対応します`,
		services: []string{"AWS Lambda", "Amazon ECS", "AWS Step Functions", "Amazon DynamoDB", "AWS Backup", "TypeScript"},
		entries: []expert.Entry{
			{Title: "フリーランスエンジニア", From: "2019-04", Words: "業務システムのサーバーレス化と、止めない移行をお手伝いしています。"},
			{Title: "システムエンジニア", Organisation: "港南システムズ株式会社", From: "2013-04", To: "2019-03", Words: "学校・自治体向けシステムの設計と運用を担当しました。"}},
		links: []expert.Link{{Kind: "talk", Label: "引き継ぎやすい構成の作り方（勉強会の資料）", Address: "https://mori.example/slides"}},
		badge: "aws-dop"}},
	{key: "sofia", name: "Sofia Lindqvist", email: "sofia@lindqvist.example", lang: "en", zone: "Europe/Stockholm", expert: &profile{
		handle: "sofia-lindqvist", country: "SE", languages: []string{"en", "sv", "de"}, rateLow: 11000, rateHigh: 14000, money: "EUR",
		bio:            "Security reviews that end in a short list instead of a thick report.",
		experience:     "IAM, Organizations, guardrails, audits (ISO 27001, SOC 2). Former auditor, so I know what they ask.",
		services:       []string{"AWS IAM", "AWS Organizations", "AWS CloudTrail", "AWS WAF"},
		certifications: []certificate{{"AWS Certified Security – Specialty", "specialty", 14}}}},
	{key: "mara", name: "Mara Schulz", email: "mara@cloudwerk.example", lang: "en", zone: "Europe/Berlin", company: "cloudwerk", role: "owner", expert: &profile{
		handle: "mara-schulz", country: "DE", languages: []string{"de", "en"}, rateLow: 12000, rateHigh: 15000, money: "EUR",
		bio: "Platform engineer at Cloudwerk. Kubernetes without fear.", experience: "EKS since it existed; 40 cluster upgrades, one of them exciting.",
		services:       []string{"Amazon EKS", "Amazon ECS", "AWS Organizations", "Amazon Bedrock"},
		certifications: []certificate{{"AWS Certified Solutions Architect – Associate", "associate", 30}}}},
	{key: "jonas", name: "Jonas Weber", email: "jonas@cloudwerk.example", lang: "en", zone: "Europe/Berlin", company: "cloudwerk", role: "member"},
	{key: "tsubasa", name: "佐藤 翼", email: "tsubasa@minato.example", lang: "ja", zone: "Asia/Tokyo", company: "minato", role: "owner", expert: &profile{
		handle: "tsubasa-sato", country: "JP", languages: []string{"ja"}, rateLow: 10000, rateHigh: 14000, money: "JPY",
		bio:            "ネットワークと監視が得意です。原因がわからない不具合を、順を追って切り分けます。",
		experience:     "VPN・Direct Connectの設計と障害調査、WAFの運用、費用レポートの自動化など。",
		services:       []string{"AWS Site-to-Site VPN", "AWS WAF", "AWS Cost Explorer", "Amazon S3"},
		certifications: []certificate{{"AWS Certified Advanced Networking – Specialty", "specialty", 11}}}},
	{key: "oliver", name: "Oliver Grant", email: "oliver@grant.example", lang: "en", zone: "Australia/Sydney", expert: &profile{
		handle: "oliver-grant", since: 179, country: "AU", languages: []string{"en"}, rateLow: 8000, rateHigh: 12000, money: "USD",
		bio: "Data pipelines, and the patience to read other people's Spark.", experience: "Glue, Redshift, Kinesis. Ten years at a freight company.",
		services: []string{"AWS Glue", "Amazon Redshift", "Amazon Kinesis"}}}, // no certification: a public page, but no pool
}
