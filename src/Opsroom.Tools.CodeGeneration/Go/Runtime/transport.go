package clientpackage

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options say how the API is reached, and what the caller is known by.
type Options struct {
	// BaseURL is the address of the API; empty for its own.
	BaseURL string

	// HTTPClient sends the requests; nil for http.DefaultClient.
	HTTPClient *http.Client

	// Timeout is that of each attempt; 30 seconds where it is zero.
	Timeout time.Duration

	// MaxRetries says how often an idempotent call is made again; 2 where it is zero, never where it is negative.
	MaxRetries int

	// RetryDelay is the first pause between attempts, half a second where it is zero; each further one is twice as long.
	RetryDelay time.Duration

	// MaxRetryDelay is the longest pause, 30 seconds where it is zero; a call that is told to wait longer fails.
	MaxRetryDelay time.Duration

	// Header is sent with every request.
	Header http.Header

	// Credentials are sent where an operation needs them.
	Credentials Credentials
}

// Credential is what the API knows a caller by.
type Credential struct {
	token        func(ctx context.Context) (string, error)
	user, secret string
	isClient     bool
	tokenURL     string
	scopes       []string
}

// Token is a bearer token or an API key.
func Token(token string) *Credential {
	return TokenFrom(func(context.Context) (string, error) { return token, nil })
}

// TokenFrom is a token that is asked for before each request.
func TokenFrom(provider func(ctx context.Context) (string, error)) *Credential {
	return &Credential{token: provider}
}

// BasicAuth is a name and a password.
func BasicAuth(user, password string) *Credential {
	return &Credential{user: user, secret: password}
}

// ClientCredentials fetch a token by OAuth2, keep it while it lives and fetch it anew. Without scopes, all that the contract names are asked for.
func ClientCredentials(id, secret string, scopes ...string) *Credential {
	return &Credential{user: id, secret: secret, isClient: true, scopes: scopes}
}

// WithTokenURL takes another address for tokens than the contract names.
func (c *Credential) WithTokenURL(address string) *Credential {
	changed := *c
	changed.tokenURL = address
	return &changed
}

// APIError is an answer that is no success.
type APIError struct {
	Method     string
	URL        string
	StatusCode int
	Header     http.Header
	Body       []byte

	// Detail is the body as the contract describes it; nil where it does not, or the body is otherwise. ErrorDetail gives it its type.
	Detail any
}

// Error tells the status and the start of the body.
func (e *APIError) Error() string {
	body := strings.TrimSpace(string(e.Body))
	if len(body) > 200 {
		body = body[:200] + "…"
	}
	return strings.TrimRight(fmt.Sprintf("%s %s: %d %s: %s", e.Method, e.URL, e.StatusCode, http.StatusText(e.StatusCode), body), ": ")
}

// ErrorDetail gives the documented body of an error where it is of a type.
func ErrorDetail[T any](err error) (T, bool) {
	var failed *APIError
	if errors.As(err, &failed) {
		if detail, ok := failed.Detail.(T); ok {
			return detail, true
		}
	}
	var none T
	return none, false
}

type securityKind int

const (
	bearerSecurity securityKind = iota
	basicSecurity
	headerSecurity
	querySecurity
	cookieSecurity
)

type securityScheme struct {
	kind     securityKind
	name     string
	tokenURL string
	scopes   []string
}

type cachedToken struct {
	value   string
	expires time.Time
}

type transport struct {
	options     Options
	baseURL     string
	schemes     map[string]securityScheme
	credentials map[string]*Credential
	mutex       sync.Mutex
	tokens      map[string]cachedToken
}

func newTransport(options Options, address string, schemes map[string]securityScheme, credentials map[string]*Credential) (*transport, error) {
	if options.BaseURL != "" {
		address = options.BaseURL
	}
	if address == "" {
		return nil, errors.New("BaseURL is not set: the API names no address of its own")
	}
	if options.HTTPClient == nil {
		options.HTTPClient = http.DefaultClient
	}
	client := *options.HTTPClient
	client.CheckRedirect = redirects(client.CheckRedirect)
	options.HTTPClient = &client
	if options.Timeout == 0 {
		options.Timeout = 30 * time.Second
	}
	if options.MaxRetries == 0 {
		options.MaxRetries = 2
	}
	if options.RetryDelay == 0 {
		options.RetryDelay = 500 * time.Millisecond
	}
	if options.MaxRetryDelay == 0 {
		options.MaxRetryDelay = 30 * time.Second
	}
	return &transport{options: options, baseURL: strings.TrimRight(address, "/"), schemes: schemes, credentials: credentials, tokens: map[string]cachedToken{}}, nil
}

func sendJSON[T any](ctx context.Context, t *transport, r *apiRequest) (T, error) {
	var result T
	data, err := t.send(ctx, r)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return result, err
	}
	if err := json.Unmarshal(data, &result); err != nil {
		return result, fmt.Errorf("%s %s: the answer is not as documented: %w", r.method, r.path, err)
	}
	return result, nil
}

// eachPage sends a request, and again for each further page that a header of the answer tells of: by a link, or by the next value of a parameter.
func eachPage[T any](ctx context.Context, t *transport, r *apiRequest, header, parameter string, take func(T) error) error {
	for more := true; more; {
		page, err := sendJSON[T](ctx, t, r)
		if err != nil {
			return err
		}
		if err := take(page); err != nil {
			return err
		}
		more = r.moveOn(strings.Join(r.received.Values(header), ", "), parameter)
	}
	return nil
}

func (t *transport) send(ctx context.Context, r *apiRequest) ([]byte, error) {
	if r.err != nil {
		return nil, r.err
	}
	attempts := 1
	if r.idempotent && t.options.MaxRetries > 0 {
		attempts += t.options.MaxRetries
	}
	renewed := false
	for attempt := 1; ; attempt++ {
		data, used, err := t.sendOnce(ctx, r)
		if err == nil || ctx.Err() != nil {
			return data, err
		}
		wait := t.delayOf(attempt)
		var failed *APIError
		if errors.As(err, &failed) {
			if failed.StatusCode == http.StatusUnauthorized && !renewed && t.forget(used) {
				renewed = true
				attempt--
				continue
			}
			if !isRetried(failed.StatusCode) {
				return nil, err
			}
			if asked, ok := retryAfter(failed.Header); ok {
				wait = asked
			}
		}
		if attempt >= attempts || wait > t.options.MaxRetryDelay {
			return nil, err
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, ctx.Err()
		case <-timer.C:
		}
	}
}

func (t *transport) sendOnce(ctx context.Context, r *apiRequest) ([]byte, []string, error) {
	ctx, cancel := context.WithTimeout(ctx, t.options.Timeout)
	defer cancel()
	address := t.baseURL
	if r.server != "" && t.options.BaseURL == "" {
		address = strings.TrimRight(r.server, "/")
	}
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	request, err := http.NewRequestWithContext(ctx, r.method, address+r.path, body)
	if err != nil {
		return nil, nil, err
	}
	for name, values := range t.options.Header {
		request.Header[name] = append([]string(nil), values...)
	}
	for name, values := range r.header {
		request.Header[name] = append([]string(nil), values...)
	}
	if r.contentType != "" && r.body != nil {
		request.Header.Set("Content-Type", r.contentType)
	}
	if r.accept != "" {
		request.Header.Set("Accept", r.accept)
	}
	query, cookies := append([]string(nil), r.queries...), append([]string(nil), r.cookies...)
	used, err := t.authorize(ctx, r, request.Header, &query, &cookies)
	if err != nil {
		return nil, used, err
	}
	if len(cookies) > 0 {
		request.Header.Set("Cookie", strings.Join(cookies, "; "))
	}
	if len(query) > 0 {
		if request.URL.RawQuery != "" {
			query = append([]string{request.URL.RawQuery}, query...)
		}
		request.URL.RawQuery = strings.Join(query, "&")
	}
	response, err := t.options.HTTPClient.Do(request)
	if err != nil {
		return nil, used, err
	}
	defer response.Body.Close()
	r.received = response.Header
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, used, err
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		failed := &APIError{Method: r.method, URL: request.URL.Redacted(), StatusCode: response.StatusCode, Header: response.Header, Body: data}
		if len(r.queries) < len(query) {
			failed.URL = address + r.path
		}
		failed.Detail = r.detailOf(response.StatusCode, data)
		return nil, used, failed
	}
	return data, used, nil
}

// maxRedirects says how often one request is sent on.
const maxRedirects = 10

// redirects decides on where an answer sends a request on to: a write goes on at its own origin only and stays a write (303 asks for its result), and nothing goes from https to http. To
// another origin no header goes but Accept: what says who calls stays with the API.
func redirects(own func(*http.Request, []*http.Request) error) func(*http.Request, []*http.Request) error {
	return func(next *http.Request, via []*http.Request) error {
		sent, status := via[len(via)-1], next.Response.StatusCode
		isSame := isSameOrigin(sent.URL, next.URL)
		isRead := sent.Method == http.MethodGet || sent.Method == http.MethodHead
		if len(via) > maxRedirects || sent.URL.Scheme == "https" && next.URL.Scheme == "http" || !isRead && status != 303 && (status < 307 || !isSame) {
			return http.ErrUseLastResponse
		}
		for _, passed := range via {
			isSame = isSame && isSameOrigin(passed.URL, next.URL)
		}
		if !isSame {
			next.Header = http.Header{"Accept": next.Header["Accept"]}
		}
		if own != nil {
			return own(next, via)
		}
		return nil
	}
}

func isSameOrigin(left, right *url.URL) bool {
	return left.Scheme == right.Scheme && strings.EqualFold(left.Hostname(), right.Hostname()) && portOf(left) == portOf(right)
}

func portOf(address *url.URL) string {
	if port := address.Port(); port != "" {
		return port
	}
	return map[string]string{"http": "80", "https": "443"}[address.Scheme]
}

// authorize takes the first alternative for which all credentials are there; it sends none where none is.
func (t *transport) authorize(ctx context.Context, r *apiRequest, header http.Header, query, cookies *[]string) ([]string, error) {
	for _, needed := range r.security {
		if !t.has(needed) {
			continue
		}
		for _, name := range needed {
			scheme, credential := t.schemes[name], t.credentials[name]
			if credential.token == nil && !credential.isClient {
				header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(credential.user+":"+credential.secret)))
				continue
			}
			value, err := t.tokenOf(ctx, name, scheme, credential)
			if err != nil {
				return needed, err
			}
			switch scheme.kind {
			case headerSecurity:
				header.Set(scheme.name, value)
			case querySecurity:
				// the link to a next page may repeat a key
				*query = append(without(*query, escape(scheme.name)), escape(scheme.name)+"="+escape(value))
			case cookieSecurity:
				*cookies = append(*cookies, scheme.name+"="+escape(value))
			default:
				header.Set("Authorization", "Bearer "+value)
			}
		}
		return needed, nil
	}
	return nil, nil
}

func (t *transport) has(names []string) bool {
	for _, name := range names {
		if t.credentials[name] == nil {
			return false
		}
	}
	return true
}

func (t *transport) forget(names []string) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	known := false
	for _, name := range names {
		if _, ok := t.tokens[name]; ok {
			delete(t.tokens, name)
			known = true
		}
	}
	return known
}

func (t *transport) tokenOf(ctx context.Context, name string, scheme securityScheme, credential *Credential) (string, error) {
	if !credential.isClient {
		return credential.token(ctx)
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if known, ok := t.tokens[name]; ok && time.Now().Before(known.expires) {
		return known.value, nil
	}
	token, err := t.fetchToken(ctx, scheme, credential)
	if err == nil {
		t.tokens[name] = token
	}
	return token.value, err
}

func (t *transport) fetchToken(ctx context.Context, scheme securityScheme, credential *Credential) (cachedToken, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	scopes := credential.scopes
	if len(scopes) == 0 {
		scopes = scheme.scopes
	}
	if len(scopes) > 0 {
		form.Set("scope", strings.Join(scopes, " "))
	}
	address := scheme.tokenURL
	if credential.tokenURL != "" {
		address = credential.tokenURL
	}
	base, err := url.Parse(t.baseURL + "/")
	if err != nil {
		return cachedToken{}, err
	}
	target, err := base.Parse(address)
	if err != nil {
		return cachedToken{}, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return cachedToken{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	request.SetBasicAuth(url.QueryEscape(credential.user), url.QueryEscape(credential.secret))
	response, err := t.options.HTTPClient.Do(request)
	if err != nil {
		return cachedToken{}, err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return cachedToken{}, err
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return cachedToken{}, &APIError{Method: http.MethodPost, URL: target.Redacted(), StatusCode: response.StatusCode, Header: response.Header, Body: data}
	}
	var answer struct {
		AccessToken string      `json:"access_token"`
		ExpiresIn   json.Number `json:"expires_in"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return cachedToken{}, fmt.Errorf("POST %s: %w", target.Redacted(), err)
	}
	seconds, err := answer.ExpiresIn.Int64()
	if err != nil || answer.ExpiresIn == "" {
		seconds = 300
	}
	// renewed a little early, so that it does not expire on its way
	return cachedToken{value: answer.AccessToken, expires: time.Now().Add(time.Duration(seconds-30) * time.Second)}, nil
}

func (t *transport) delayOf(attempt int) time.Duration {
	delay := t.options.RetryDelay
	for i := 1; i < attempt && delay < t.options.MaxRetryDelay; i++ {
		delay *= 2
	}
	if delay > t.options.MaxRetryDelay {
		delay = t.options.MaxRetryDelay
	}
	return delay/2 + time.Duration(rand.Int63n(int64(delay/2)+1))
}

func isRetried(status int) bool {
	switch status {
	case 408, 425, 429, 500, 502, 503, 504:
		return true
	}
	return false
}

func retryAfter(header http.Header) (time.Duration, bool) {
	given := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(given); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if moment, err := http.ParseTime(given); err == nil {
		if wait := time.Until(moment); wait > 0 {
			return wait, true
		}
		return 0, true
	}
	return 0, false
}

// apiRequest is one request, from which a message is made for each attempt.
type apiRequest struct {
	method, path, server, accept, contentType string
	idempotent                                bool
	security                                  [][]string
	queries, cookies                          []string
	header, received                          http.Header
	body                                      []byte
	files                                     []filePart
	errors                                    map[string]func([]byte) (any, error)
	err                                       error
}

type filePart struct {
	name    string
	content []byte
}

func newRequest(method, path string) *apiRequest {
	return &apiRequest{method: method, path: path, header: http.Header{}, errors: map[string]func([]byte) (any, error){}}
}

func (r *apiRequest) fail(status string, read func([]byte) (any, error)) {
	r.errors[status] = read
}

func (r *apiRequest) detailOf(status int, data []byte) any {
	text := strconv.Itoa(status)
	for _, key := range []string{text, text[:1] + "XX", "default"} {
		if read, ok := r.errors[key]; ok {
			if detail, err := read(data); err == nil {
				return detail
			}
			return nil
		}
	}
	return nil
}

// moveOn makes this the request for the next page, as a header tells it: with the query of a link, or with the next value of a parameter. It is false where the header tells of none.
func (r *apiRequest) moveOn(told, parameter string) bool {
	next := append(without(r.queries, escape(parameter)), escape(parameter)+"="+escape(told))
	if parameter == "" {
		address, isLink := nextLink(told)
		if !isLink {
			return false
		}
		address, _, _ = strings.Cut(address, "#")
		_, query, _ := strings.Cut(address, "?")
		next = strings.Split(query, "&")
	}
	if told == "" || strings.Join(next, "&") == strings.Join(r.queries, "&") {
		return false
	}
	r.queries = next
	return true
}

func (r *apiRequest) plain(value any) any {
	plain, err := plainOf(value)
	if err != nil && r.err == nil {
		r.err = err
	}
	return plain
}

func (r *apiRequest) headerValue(name string, value any) {
	if plain := r.plain(value); plain != nil {
		r.header.Set(name, joined(plain, false, ",", asIs))
	}
}

func (r *apiRequest) cookie(name string, value any) {
	if plain := r.plain(value); plain != nil {
		r.cookies = append(r.cookies, name+"="+escape(joined(plain, false, ",", asIs)))
	}
}

func (r *apiRequest) json(body any, mediaType string) {
	data, err := json.Marshal(body)
	if err != nil {
		r.err = err
		return
	}
	r.body, r.contentType = data, mediaType
}

func (r *apiRequest) bytes(body []byte, mediaType string) {
	r.body, r.contentType = body, mediaType
}

func (r *apiRequest) file(name string, contents ...[]byte) {
	for _, content := range contents {
		if content != nil {
			r.files = append(r.files, filePart{name, content})
		}
	}
}

func (r *apiRequest) form(body any) {
	form := url.Values{}
	for _, field := range fieldsOf(r.plain(body)) {
		form.Add(field[0], field[1])
	}
	r.body, r.contentType = []byte(form.Encode()), "application/x-www-form-urlencoded"
}

// multipart sends a form; what was given as a file is sent as one.
func (r *apiRequest) multipart(body any, fileNames ...string) {
	isFile := map[string]bool{}
	for _, name := range fileNames {
		isFile[name] = true
	}
	var content bytes.Buffer
	writer := multipart.NewWriter(&content)
	for _, field := range fieldsOf(r.plain(body)) {
		if !isFile[field[0]] {
			if err := writer.WriteField(field[0], field[1]); err != nil {
				r.err = err
			}
		}
	}
	for _, file := range r.files {
		quoted := strings.NewReplacer("\\", "\\\\", "\"", "\\\"", "\r", "", "\n", "").Replace(file.name)
		part, err := writer.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf("form-data; name=\"%s\"; filename=\"%s\"", quoted, quoted)},
			"Content-Type":        {"application/octet-stream"},
		})
		if err == nil {
			_, err = part.Write(file.content)
		}
		if err != nil {
			r.err = err
		}
	}
	if err := writer.Close(); err != nil {
		r.err = err
	}
	r.body, r.contentType = content.Bytes(), writer.FormDataContentType()
}
