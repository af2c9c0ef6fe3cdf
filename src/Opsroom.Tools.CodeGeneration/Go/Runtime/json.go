package clientpackage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Date is a day without a time, as 2024-05-31 in JSON.
type Date struct {
	time.Time
}

// NewDate gives a day.
func NewDate(year int, month time.Month, day int) Date {
	return Date{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// String gives the day as JSON has it.
func (d Date) String() string {
	return d.Format("2006-01-02")
}

// MarshalJSON writes the day.
func (d Date) MarshalJSON() ([]byte, error) {
	return json.Marshal(d.String())
}

// UnmarshalJSON reads a day; of a moment its day is taken.
func (d *Date) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if text == "" {
		return nil
	}
	day, _, _ := strings.Cut(text, "T")
	read, err := time.Parse("2006-01-02", day)
	d.Time = read
	return err
}

// Ptr gives the address of a value, for fields that may be left out.
func Ptr[T any](value T) *T {
	return &value
}

func valueOr[T any](value *T, other T) T {
	if value == nil {
		return other
	}
	return *value
}

// variant is one of the types that a value may be of: by its kind in JSON, of an object also by its members.
type variant struct {
	kind      string
	required  []string
	known     []string
	constants map[string]string
	read      func(data []byte) (any, error)
}

func readAs[T any](data []byte) (any, error) {
	var value T
	err := json.Unmarshal(data, &value)
	return value, err
}

func readRaw(data []byte) (any, error) {
	return json.RawMessage(append([]byte(nil), data...)), nil
}

// readUnion reads a value of one of several types; what fits none of them stays as it is.
func readUnion(data []byte, variants []variant) (any, error) {
	kind := kindOf(data)
	if kind == "null" {
		return nil, nil
	}
	var members map[string]json.RawMessage
	if kind == "object" {
		if err := json.Unmarshal(data, &members); err != nil {
			return nil, err
		}
	}
	read, most := readRaw, -1
	for _, each := range variants {
		if fit := each.fitOf(kind, data, members); fit > most {
			read, most = each.read, fit
		}
	}
	return read(data)
}

// readTagged reads a value whose member tells which type it is of.
func readTagged(data []byte, property string, tags map[string]func([]byte) (any, error), fallback func([]byte) (any, error), variants []variant) (any, error) {
	if kindOf(data) != "object" {
		return readUnion(data, variants)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, err
	}
	if read, ok := tags[textOf(members[property])]; ok {
		return read(data)
	}
	return fallback(data)
}

func (v variant) fitOf(kind string, data []byte, members map[string]json.RawMessage) int {
	if v.kind == "integer" {
		if kind == "number" && !bytes.ContainsAny(data, ".eE") {
			return 1
		}
		return -1
	}
	if v.kind != kind {
		return -1
	}
	if kind != "object" {
		return 0
	}
	for _, name := range v.required {
		if _, ok := members[name]; !ok {
			return -1
		}
	}
	for name, only := range v.constants {
		if given, ok := members[name]; ok && textOf(given) != only {
			return -1
		}
	}
	fit := 1 + len(v.constants)
	for _, name := range v.known {
		if _, ok := members[name]; ok {
			fit++
		}
	}
	return fit
}

func kindOf(data []byte) string {
	trimmed := bytes.TrimSpace(data)
	if len(trimmed) == 0 {
		return "null"
	}
	switch trimmed[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	}
	return "number"
}

// textOf gives a text as it is, anything else as JSON.
func textOf(data []byte) string {
	var text string
	if json.Unmarshal(data, &text) == nil {
		return text
	}
	return string(data)
}

// writeObject writes an object with members that no field tag can name, and those beyond the known ones.
func writeObject(known any, odd map[string]any, more map[string]json.RawMessage) ([]byte, error) {
	data, err := json.Marshal(known)
	if err != nil {
		return nil, err
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, err
	}
	for name, value := range more {
		if _, ok := members[name]; !ok {
			members[name] = value
		}
	}
	for name, value := range odd {
		written, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		if string(written) != "null" {
			members[name] = written
		}
	}
	return json.Marshal(members)
}

func writeMembers[T any](values map[string]T) (map[string]json.RawMessage, error) {
	written := make(map[string]json.RawMessage, len(values))
	for name, value := range values {
		data, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		written[name] = data
	}
	return written, nil
}

// readMembers reads what stands beside the known members.
func readMembers[T any](data []byte, known ...string) (map[string]T, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, err
	}
	for _, name := range known {
		delete(members, name)
	}
	if len(members) == 0 {
		return nil, nil
	}
	read := make(map[string]T, len(members))
	for name, member := range members {
		var value T
		if err := json.Unmarshal(member, &value); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		read[name] = value
	}
	return read, nil
}

// readMember reads one member that no field tag can name.
func readMember(data []byte, name string, to any) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	if member, ok := members[name]; ok {
		return json.Unmarshal(member, to)
	}
	return nil
}
