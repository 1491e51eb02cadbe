package prose

// ParsedPlain is Plain with the parser asked for every text.
var ParsedPlain = plain
