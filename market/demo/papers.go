package demo

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"

	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/file"
)

// papers are the files that people of the story send each other, by name.
var papers = map[string]func() []byte{
	"replica-connections.png": func() []byte { return bars(9, 7, 8, 6, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0) },
	"vpc-flow-logs-one-day.csv": written(`hour,destination,gigabytes
00,s3,71.2
04,s3,318.9
08,ecr,54.0
12,s3,66.4
16,ecr,61.8
20,dynamodb,12.3
`),
	"account-design.txt": written(`Accounts, four of them: audit, shared, and one for each team that begins.
Sign-on by the directory you have. Logs go to audit and nobody deletes them.
Agreed in a call with all four teams.
`),
	"upgrade-summary.txt": written(`Sunday 03:00 to 03:01, 40 seconds without writes.
Parameters changed: work_mem, random_page_cost. Nothing to do for you.
`),
	"引き継ぎ資料.txt": written(`1. デプロイの手順
2. 障害のときの連絡先と確認する場所
3. 毎月の点検項目
`),
	"構成案の比較.csv": written(`案,目標復旧時間,月額の目安
パイロットライト,4時間,48000
ウォームスタンバイ,30分,210000
`),
}

func written(text string) func() []byte { return func() []byte { return []byte(text) } }

// bars draws a count for each day, in the story's colours.
func bars(days ...int) []byte {
	const wide, high, step = 640, 280, 42
	img := image.NewNRGBA(image.Rect(0, 0, wide, high))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.NRGBA{255, 255, 255, 255}), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(24, high-24, wide-24, high-22), image.NewUniform(hairs[3]), image.Point{}, draw.Src)
	for i, n := range days {
		left := 28 + i*step
		draw.Draw(img, image.Rect(left, high-24-n*24, left+step-14, high-24), image.NewUniform(cloths[0]), image.Point{}, draw.Src)
	}
	return encode(img)
}

// enclose uploads a file of papers for the next message; none is no file.
func (a *affair) enclose(ctx context.Context, who policy.Actor, name string) ([]id.ID, error) {
	if name == "" {
		return nil, nil
	}
	draw, known := papers[name]
	if !known {
		panic("demo: nobody wrote " + name) // A slip in the story itself; its test finds it.
	}
	kept, err := a.Files.Upload(ctx, who, file.UploadInput{Owner: file.Owner{Kind: file.OnConversation, ID: a.conversation}, Name: name, Body: bytes.NewReader(draw())})
	return []id.ID{kept.ID}, err
}
