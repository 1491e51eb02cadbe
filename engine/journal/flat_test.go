package journal

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// FuzzDataIsReadAsTheDecoderReadsIt: whatever is taken for plain is read as encoding/json
// reads it.
func FuzzDataIsReadAsTheDecoderReadsIt(f *testing.F) {
	for _, raw := range []string{
		`{}`, `{"a":1}`, `{"a":"b","c":-12,"d":true,"e":false,"f":null}`, `{"a":1.5}`, `{"a":1e3}`, `{"a":01}`, `{"a":-}`, `{"a":-0}`,
		`{"a":"x\\n"}`, `{"a":{"b":1}}`, `{"a":[1]}`, `{"a":1,}`, `{"a":1}x`, `{"a" :1}`, `{"a":truex}`, `{"a":1,"a":2}`, `{"日本":"円"}`,
		"{\"a\":\"\xff\"}", "{\"a\":\"\t\"}", `[]`, `null`, ``, `{`, `{"`, `{"a`, `{"a":`, `{"a":"`,
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		data, plain := flat(raw)
		if !plain {
			return
		}
		var want map[string]any
		decoder := json.NewDecoder(strings.NewReader(raw))
		decoder.UseNumber()
		if err := decoder.Decode(&want); err != nil || !reflect.DeepEqual(data, want) {
			t.Errorf("%q is read as %v, not %v (%v)", raw, data, want, err)
		}
	})
}

func TestDataOfNearlyEveryEventIsPlain(t *testing.T) {
	raw, err := json.Marshal(map[string]any{"run": "01", "amount": int64(9750), "currency": "USD", "first": true, "none": nil, "less": -3, "zero": 0})
	if err != nil {
		t.Fatal(err)
	}
	if data, plain := flat(string(raw)); !plain || data["amount"] != json.Number("9750") || data["first"] != true || len(data) != 7 {
		t.Errorf("%s is read as %v, plain: %v", raw, data, plain)
	}
}
