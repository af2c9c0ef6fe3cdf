package clientpackage

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"sort"
	"strings"
)

// plainOf gives a value as JSON has it: nil, bool, json.Number, string, []any or map[string]any.
func plainOf(value any) (any, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var plain any
	err = decoder.Decode(&plain)
	return plain, err
}

// stringOf gives a text as it is, anything else as JSON.
func stringOf(plain any) string {
	if text, ok := plain.(string); ok {
		return text
	}
	data, err := json.Marshal(plain)
	if err != nil {
		return ""
	}
	return string(data)
}

func asIs(text string) string {
	return text
}

func escape(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

// escapeSome leaves the characters as they are that addresses reserve, but for those that would end the value.
func escapeSome(text string) string {
	escaped := escape(text)
	for _, letter := range "!*'();:@,/?$[]" {
		escaped = strings.ReplaceAll(escaped, escape(string(letter)), string(letter))
	}
	return escaped
}

// without leaves out the pairs of a query that have a name.
func without(pairs []string, name string) []string {
	var kept []string
	for _, pair := range pairs {
		if found, _, _ := strings.Cut(pair, "="); found != name {
			kept = append(kept, pair)
		}
	}
	return kept
}

var (
	linkPattern     = regexp.MustCompile(`<([^>]*)>([^<]*)`)
	relationPattern = regexp.MustCompile(`(?i);\s*rel\s*=\s*"?([^";,]*)`)
)

// nextLink gives the address of the link with the relation next (RFC 8288).
func nextLink(header string) (string, bool) {
	for _, link := range linkPattern.FindAllStringSubmatch(header, -1) {
		if relation := relationPattern.FindStringSubmatch(link[2]); relation != nil {
			for _, word := range strings.Fields(relation[1]) {
				if strings.EqualFold(word, "next") {
					return link[1], true
				}
			}
		}
	}
	return "", false
}

type member struct {
	name  string
	value any
}

func membersOf(plain map[string]any) []member {
	members := make([]member, 0, len(plain))
	for name, value := range plain {
		if value != nil {
			members = append(members, member{name, value})
		}
	}
	sort.Slice(members, func(i, j int) bool { return members[i].name < members[j].name })
	return members
}

func fieldsOf(plain any) [][2]string {
	object, ok := plain.(map[string]any)
	if !ok {
		return nil
	}
	var fields [][2]string
	for _, each := range membersOf(object) {
		if list, ok := each.value.([]any); ok {
			for _, item := range list {
				fields = append(fields, [2]string{each.name, stringOf(item)})
			}
		} else {
			fields = append(fields, [2]string{each.name, stringOf(each.value)})
		}
	}
	return fields
}

func joined(plain any, explode bool, separator string, encode func(string) string) string {
	var parts []string
	switch value := plain.(type) {
	case []any:
		for _, item := range value {
			parts = append(parts, encode(stringOf(item)))
		}
	case map[string]any:
		between := ","
		if explode {
			between = "="
		}
		for _, each := range membersOf(value) {
			parts = append(parts, encode(each.name)+between+encode(stringOf(each.value)))
		}
	default:
		return encode(stringOf(plain))
	}
	return strings.Join(parts, separator)
}

// pathValue writes a value as a part of a path, in one of OpenAPI's styles.
func pathValue(value any, name, style string, explode bool) string {
	plain, err := plainOf(value)
	if err != nil {
		return escape(err.Error())
	}
	switch style {
	case "label":
		if explode {
			return "." + joined(plain, true, ".", escape)
		}
		return "." + joined(plain, false, ",", escape)
	case "matrix":
		if list, ok := plain.([]any); ok && explode {
			var parts strings.Builder
			for _, item := range list {
				parts.WriteString(";" + name + "=" + escape(stringOf(item)))
			}
			return parts.String()
		}
		if object, ok := plain.(map[string]any); ok && explode {
			return ";" + joined(object, true, ";", escape)
		}
		return ";" + name + "=" + joined(plain, false, ",", escape)
	case "json":
		data, err := json.Marshal(plain)
		if err != nil {
			return ""
		}
		return escape(string(data))
	}
	return joined(plain, explode, ",", escape)
}

// query adds a parameter in one of OpenAPI's styles; nothing where it has no value.
func (r *apiRequest) query(name string, value any, style string, explode, allowReserved bool) {
	plain := r.plain(value)
	if plain == nil {
		return
	}
	encode := escape
	if allowReserved {
		encode = escapeSome
	}
	if style == "json" {
		data, err := json.Marshal(plain)
		if err != nil {
			r.err = err
			return
		}
		r.queries = append(r.queries, escape(name)+"="+encode(string(data)))
		return
	}
	switch given := plain.(type) {
	case []any:
		if explode {
			for _, item := range given {
				r.queries = append(r.queries, escape(name)+"="+encode(stringOf(item)))
			}
			return
		}
		separator := ","
		switch style {
		case "spaceDelimited":
			separator = "%20"
		case "pipeDelimited":
			separator = "|"
		}
		r.queries = append(r.queries, escape(name)+"="+joined(plain, false, separator, encode))
	case map[string]any:
		switch {
		case style == "deepObject":
			r.deep(name, given, encode)
		case explode:
			for _, each := range membersOf(given) {
				r.queries = append(r.queries, escape(each.name)+"="+encode(stringOf(each.value)))
			}
		default:
			r.queries = append(r.queries, escape(name)+"="+joined(plain, false, ",", encode))
		}
	default:
		r.queries = append(r.queries, escape(name)+"="+encode(stringOf(plain)))
	}
}

func (r *apiRequest) deep(name string, object map[string]any, encode func(string) string) {
	for _, each := range membersOf(object) {
		key := name + "[" + encode(each.name) + "]"
		switch value := each.value.(type) {
		case map[string]any:
			r.deep(key, value, encode)
		case []any:
			for _, item := range value {
				r.queries = append(r.queries, key+"="+encode(stringOf(item)))
			}
		default:
			r.queries = append(r.queries, key+"="+encode(stringOf(value)))
		}
	}
}
