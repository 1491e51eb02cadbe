package screen_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"guildhall/base/screen"
)

func TestListsAreReadAsTheirPublishersWriteThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		want []screen.Entry
	}{
		"house": {"\ufeffname,aliases,born,country,programme,id\n\"Doe, John\",Johnny Doe; J. Doe,1960-05-12,RU,TEST,a1\nGuild Ltd,,,,,\n",
			[]screen.Entry{{ID: "a1", Name: "Doe, John", Aliases: []string{"Johnny Doe", "J. Doe"}, Born: []string{"1960-05-12"}, Countries: []string{"RU"}, Programme: "TEST"}, {ID: "3", Name: "Guild Ltd"}}},
		"house, name only": {"name\nJohn Doe\n", []screen.Entry{{ID: "2", Name: "John Doe"}}},
		"ofsi": {"Last Updated,01/02/2026\nName 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,DOB,Nationality,Regime,Group ID\nDOE,JOHN,,,,,Mr,ДОУ,00/00/1960,Russia,Testland,7\nDOE,JONNY,,,,,,,12/05/1960,,Testland,7\n",
			[]screen.Entry{{ID: "7", Name: "JOHN DOE", Aliases: []string{"ДОУ", "JONNY DOE"}, Born: []string{"1960", "1960-05-12"}, Countries: []string{"RU"}, Programme: "Testland"}}},
		"eu": {"fileGenerationDate;Entity_LogicalId;Entity_Regulation_Programme;NameAlias_WholeName;BirthDate_BirthDate;BirthDate_Year;Citizenship_CountryIso2Code\n01/01/2026;13;IRQ;Saddam Hussein;1937-04-28;1937;IQ\n01/01/2026;13;IRQ;Abu Ali;;;\n",
			[]screen.Entry{{ID: "13", Name: "Saddam Hussein", Aliases: []string{"Abu Ali"}, Born: []string{"1937-04-28", "1937"}, Countries: []string{"IQ"}, Programme: "IRQ"}}},
		"ofac": {"36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n173,\"DOE, John\",\"individual\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 12 May 1960; alt. DOB 1961; nationality Iran; a.k.a. 'THE FOX'.\"\n\x1a\n",
			[]screen.Entry{{ID: "36", Name: "AEROCARIBBEAN AIRLINES", Programme: "CUBA"}, {ID: "173", Name: "DOE, John", Aliases: []string{"THE FOX"}, Born: []string{"1960-05-12", "1961"}, Countries: []string{"IR"}, Programme: "SDGT"}}},
		"un": {`<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2026-01-01"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>JOHN</FIRST_NAME><SECOND_NAME>DOE</SECOND_NAME><UN_LIST_TYPE>Test</UN_LIST_TYPE><REFERENCE_NUMBER>T.001</REFERENCE_NUMBER><NATIONALITY><VALUE>Democratic People's Republic of Korea</VALUE></NATIONALITY><INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Jonny Doe</ALIAS_NAME></INDIVIDUAL_ALIAS><INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1960-05-12</DATE></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><DATAID>2</DATAID><FIRST_NAME>Guild Trading</FIRST_NAME><ENTITY_ALIAS><ALIAS_NAME>GT</ALIAS_NAME></ENTITY_ALIAS></ENTITY></ENTITIES></CONSOLIDATED_LIST>`,
			[]screen.Entry{{ID: "T.001", Name: "JOHN DOE", Aliases: []string{"Jonny Doe"}, Born: []string{"1960-05-12"}, Countries: []string{"KP"}, Programme: "Test"}, {ID: "2", Name: "Guild Trading", Aliases: []string{"GT"}}}},
		"ofac xml": {`<?xml version="1.0"?><sdnList xmlns="http://tempuri.org/sdnList.xsd"><publshInformation><Publish_Date>01/02/2026</Publish_Date></publshInformation><sdnEntry><uid>173</uid><firstName>John</firstName><lastName>DOE</lastName><sdnType>Individual</sdnType><programList><program>SDGT</program></programList><akaList><aka><uid>4</uid><type>a.k.a.</type><lastName>THE FOX</lastName></aka></akaList><nationalityList><nationality><uid>1</uid><country>Iran</country></nationality></nationalityList><dateOfBirthList><dateOfBirthItem><uid>2</uid><dateOfBirth>12 May 1960</dateOfBirth></dateOfBirthItem></dateOfBirthList></sdnEntry></sdnList>`,
			[]screen.Entry{{ID: "173", Name: "John DOE", Aliases: []string{"THE FOX"}, Born: []string{"1960-05-12"}, Countries: []string{"IR"}, Programme: "SDGT"}}},
		"eu xml": {`<?xml version="1.0"?><export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-01-01"><sanctionEntity designationDetails="" logicalId="13"><regulation programme="TST" regulationType="amendment"/><subjectType code="person"/><nameAlias firstName="John" lastName="Doe" wholeName="John Doe" nameLanguage=""/><nameAlias firstName="" lastName="" wholeName="Джон Доу"/><birthdate birthdate="1960-05-12" year="1960"/><citizenship countryIso2Code="RU"/></sanctionEntity></export>`,
			[]screen.Entry{{ID: "13", Name: "John Doe", Aliases: []string{"Джон Доу"}, Born: []string{"1960-05-12", "1960"}, Countries: []string{"RU"}, Programme: "TST"}}},
	} {
		file, err := screen.Read(strings.NewReader(c.file), nil)
		got := file.Entries
		if err != nil || file.Odds != 0 || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v\n%+v\nnot\n%+v", name, err, got, c.want)
		}
	}
	sdn := "173,\"DOE, John\",individual,SDGT\n"
	file, err := screen.Read(strings.NewReader(sdn), strings.NewReader("173,57,\"aka\",\"FOX, The\",-0- \n9,1,aka,Nobody,-0-\n"))
	if got := file.Entries; err != nil || len(got) != 1 || !reflect.DeepEqual(got[0].Aliases, []string{"FOX, The"}) || !reflect.DeepEqual(file.Odd, []screen.Odd{{Line: 2, Why: screen.OddNoEntry}}) {
		t.Errorf("%+v %v", file, err)
	}
	if _, err := screen.Read(strings.NewReader("a,b\n1,2\n"), nil); !errors.Is(err, screen.ErrUnknownFormat) {
		t.Error(err)
	}
	if _, err := screen.Read(strings.NewReader(""), nil); !errors.Is(err, screen.ErrUnknownFormat) {
		t.Error(err)
	}
	if _, err := screen.Read(strings.NewReader("<CONSOLIDATED_LIST><ENTITY><FIRST_NAME>A</FIRST_NAME></ENTITY><ENTITY>"), nil); err == nil {
		t.Error("half a list was taken for a whole one")
	}
}

func TestALineThatGivesNoEntryIsNamed(t *testing.T) {
	t.Parallel()
	for file, want := range map[string][]screen.Odd{
		"id,name\n1,John Doe\n2,\n,,\n3,Jane Roe\n":                {{Line: 3, Why: screen.OddNoName}},
		"name,born\nJohn Doe,1960\n,1970\n\n":                      {{Line: 3, Why: screen.OddNoName}},
		"173,\"DOE, John\",individual,SDGT\n174,only\n":            {{Line: 2, Why: screen.OddUnreadable}},
		"173,\"DOE, John\",individual,SDGT\n174,-0- ,x,SDGT\n\x1a": {{Line: 2, Why: screen.OddNoName}},
	} {
		f, err := screen.Read(strings.NewReader(file), nil)
		if err != nil || f.Odds != len(want) || !reflect.DeepEqual(f.Odd, want) {
			t.Errorf("%q: %+v %v, not %+v", file, f, err, want)
		}
	}
}

// FuzzRead throws any file at the readers, and asks what they read for its own names.
func FuzzRead(f *testing.F) {
	f.Add("name,aliases\nJohn Doe,J\n", "john doe")
	f.Add("1,\"DOE, John\",x,y\n", "ДОУ")
	f.Add("<CONSOLIDATED_LIST><ENTITY><FIRST_NAME>A</FIRST_NAME></ENTITY></CONSOLIDATED_LIST>", "山田")
	f.Fuzz(func(t *testing.T, file, name string) {
		read, err := screen.Read(strings.NewReader(file), nil)
		if err != nil {
			return
		}
		entries := read.Entries
		l := screen.New(entries)
		l.Hits(name, "1960", "RU")
		for _, e := range entries[:min(len(entries), 3)] {
			hits := l.Hits(e.Name, "", "")
			if len(hits) > 0 && hits[0].Score != 1 {
				t.Fatalf("%q hits at most %v", e.Name, hits[0].Score)
			}
		}
	})
}
