package badge

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
)

var pngMagic = []byte("\x89PNG\r\n\x1a\n")

// Keywords under which a badge is baked: 2.0 and 3.0.
const (
	keyword2 = "openbadges"
	keyword3 = "openbadgecredential"
)

// readPNG takes the badge out of a PNG's text chunks (Open Badges Baking
// Specification; PNG, section 11.3.3). The picture itself is neither decoded nor kept.
func readPNG(raw []byte) ([]byte, error) {
	var badge []byte
	rest := raw[len(pngMagic):]
	for len(rest) >= 12 {
		size := binary.BigEndian.Uint32(rest)
		if uint64(size) > uint64(len(rest)-12) {
			return nil, readError{"picture", "the PNG is cut off"}
		}
		kind, data := string(rest[4:8]), rest[8:8+size]
		if kind == "iTXt" || kind == "tEXt" || kind == "zTXt" {
			if crc32.ChecksumIEEE(rest[4:8+size]) != binary.BigEndian.Uint32(rest[8+size:]) {
				return nil, readError{"picture", "a text in the PNG is damaged"}
			}
			text, found, err := readTextChunk(kind, data)
			if err != nil {
				return nil, err
			}
			if found && badge != nil {
				return nil, readError{"two_badges", "the PNG carries more than one badge"}
			}
			if found {
				badge = text
			}
		}
		if kind == "IEND" {
			break
		}
		rest = rest[12+size:]
	}
	if badge == nil {
		return nil, readError{"no_badge", "there is no badge in the PNG"}
	}
	return badge, nil
}

// readTextChunk gives the text of a chunk, if it is a badge's.
func readTextChunk(kind string, data []byte) (text []byte, found bool, err error) {
	keyword, data, ok := bytes.Cut(data, []byte{0})
	if !ok || string(keyword) != keyword2 && string(keyword) != keyword3 {
		return nil, false, nil
	}
	packed := kind == "zTXt"
	switch kind {
	case "iTXt": // flag, method, language 0, translated keyword 0, text
		if len(data) < 2 || data[0] > 1 || data[1] != 0 {
			return nil, false, readError{"picture", "a text in the PNG is damaged"}
		}
		packed = data[0] == 1
		_, data, _ = bytes.Cut(data[2:], []byte{0})
		if _, data, ok = bytes.Cut(data, []byte{0}); !ok {
			return nil, false, readError{"picture", "a text in the PNG is damaged"}
		}
	case "zTXt": // method, text
		if len(data) < 1 || data[0] != 0 {
			return nil, false, readError{"picture", "a text in the PNG is damaged"}
		}
		data = data[1:]
	}
	if !packed {
		return append([]byte{}, data...), true, nil
	}
	reader, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, false, readError{"picture", "a text in the PNG cannot be unpacked"}
	}
	unpacked, err := io.ReadAll(io.LimitReader(reader, maxDocument+1))
	switch {
	case err != nil:
		return nil, false, readError{"picture", "a text in the PNG cannot be unpacked"}
	case len(unpacked) > maxDocument:
		return nil, false, readError{"unpacks", "a text in the PNG unpacks to more than a badge may hold"}
	}
	return unpacked, true, nil
}
