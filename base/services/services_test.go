package services_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"guildhall/base/services"
)

func TestServicesAreFoundByTheWordsPeopleUse(t *testing.T) {
	for text, want := range map[string]string{
		"S3バケットをCloudFrontで配信したい":                            "s3 cloudfront",
		"Moving from RDS to Aurora":                          "rds aurora",
		"ＡＷＳ Ｌａｍｂｄａがタイムアウトします":                               "lambda",
		"my config file for batch jobs is in the backup":     "",
		"We use AWS Config, Amazon Connect and AWS Batch":    "config connect batch",
		"two ALBs before EC2s":                               "elb ec2",
		"s3cmd and ec2cluster are not services, nor is iam_": "",
		"Kinesis Firehose into OpenSearch":                   "firehose opensearch",
		"プライベートサブネットのECSタスクからNATゲートウェイへ":                     "vpc ecs",
		"": "",
	} {
		got := services.Find("", text)
		wanted := strings.Fields(want)
		slices.Sort(got)
		slices.Sort(wanted)
		if !slices.Equal(got, wanted) {
			t.Errorf("%q: %v, want %v", text, got, wanted)
		}
	}
	if got := services.Find("Lambda", "ec2 ec2 and lambda"); got[0] != "lambda" {
		t.Errorf("the title does not lead: %v", got)
	}
}

// Real requests, labelled by hand: what each is about must be among what is found.
func TestTheServicesOfRealRequestsAreRecalled(t *testing.T) {
	file, err := os.Open("../../../shared/data/requests.sample.jsonl")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("left out: the sample of real requests is not beside this repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	code := map[string]string{}
	for _, s := range services.All() {
		code[s.Name] = s.Code
	}
	var gold, recalled, found, right int
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r struct {
			ID, Title, Text string
			Services        []string
			Minor           []string `json:"services_minor"`
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		got := services.Find(r.Title, r.Text)
		for _, name := range r.Services {
			if code[name] == "" {
				t.Errorf("%s: the dictionary lacks %s", r.ID, name)
			}
			gold++
			if slices.Contains(got, code[name]) {
				recalled++
			} else {
				t.Logf("%s: %s is not among %v: %s", r.ID, name, got, r.Title)
			}
		}
		for _, c := range got {
			found++
			if slices.Contains(append(r.Services, r.Minor...), services.Name(c)) {
				right++
			} else {
				t.Logf("%s: %s was not labelled", r.ID, services.Name(c))
			}
		}
	}
	t.Logf("recalled %d of %d; of %d found %d were labelled", recalled, gold, found, right)
	if recalled*100 < gold*92 {
		t.Errorf("only %d of %d services recalled, want 92 %%", recalled, gold)
	}
	if right*100 < found*70 {
		t.Errorf("only %d of %d services found were meant, want 70 %%", right, found)
	}
}

func TestAWordNamesAServiceByItself(t *testing.T) {
	for word, want := range map[string]string{"Amazon Aurora": "aurora", " aurora ": "aurora", "オーロラ": "aurora", "ＡＣＭ": "acm", "aurora borealis": "", "": "", "Terraform": ""} {
		if got := services.Called(word); got != want {
			t.Errorf("%q is %q", word, got)
		}
	}
}
