package picture

import (
	"bytes"
	"encoding/binary"
)

// orientation is how an image must be turned to stand upright: 1 to 8 as in
// EXIF 2.32 (4.6.4 A), 1 when it does not say or says nonsense.
func orientation(data []byte) int {
	tiff := exifOf(data)
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 1
	}
	entries := uint64(order.Uint16(tiff[at:]))
	for i := range entries {
		entry := at + 2 + 12*i
		if entry+12 > uint64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if value := int(order.Uint16(tiff[entry+8:])); value >= 1 && value <= 8 {
				return value
			}
			return 1
		}
	}
	return 1
}

// exifOf finds the EXIF block of a JPEG, PNG or WebP.
func exifOf(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8")):
		return exifOfJPEG(data[2:])
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return chunk(data[8:], "eXIf", binary.BigEndian, true)
	case len(data) > 12 && string(data[8:12]) == "WEBP":
		return bytes.TrimPrefix(chunk(data[12:], "EXIF", binary.LittleEndian, false), []byte("Exif\x00\x00"))
	}
	return nil
}

func exifOfJPEG(data []byte) []byte {
	for len(data) >= 4 && data[0] == 0xff {
		marker, size := data[1], int(binary.BigEndian.Uint16(data[2:]))
		if marker == 0xff { // filling
			data = data[1:]
			continue
		}
		if marker == 0xda || size < 2 || size+2 > len(data) { // the picture begins
			return nil
		}
		if body := data[4 : size+2]; marker == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return body[6:]
		}
		data = data[size+2:]
	}
	return nil
}

// chunk finds a named chunk in PNG (length first, checksum last) or RIFF (name
// first, padded to even).
func chunk(data []byte, name string, order binary.ByteOrder, png bool) []byte {
	for len(data) >= 8 {
		length, found := uint64(order.Uint32(data[4:])), string(data[:4])
		skip := 8 + length + length%2
		if png {
			length, found = uint64(order.Uint32(data)), string(data[4:8])
			skip = 12 + length
		}
		if 8+length > uint64(len(data)) {
			return nil
		}
		if found == name {
			return data[8 : 8+length]
		}
		if skip > uint64(len(data)) {
			return nil
		}
		data = data[skip:]
	}
	return nil
}
