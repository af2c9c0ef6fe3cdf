namespace ClientNamespace;

/// <summary>Where an answer sends a request on to.</summary>
internal static class ApiRedirect
{
    /// <summary>How often one request is sent on.</summary>
    public const int Max = 10;

    /// <summary>
    /// The request that an answer asks for instead; null where it is none, or is not made: a write goes on at its own origin only and stays a write (303 asks for its result), and nothing goes from
    /// https to http. To another origin no header goes but Accept: what says who calls stays with the API.
    /// </summary>
    public static HttpRequestMessage? Next(HttpRequestMessage sent, HttpResponseMessage response)
    {
        var (from, status) = (sent.RequestUri!, (int)response.StatusCode);
        if (status is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
        {
            return null;
        }

        var to = new Uri(from, location);
        var isSame = Uri.Compare(from, to, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
        var isRead = sent.Method == HttpMethod.Get || sent.Method == HttpMethod.Head;
        if (to.Scheme is not ("http" or "https") || (from.Scheme == "https" && to.Scheme == "http") || (!isRead && status != 303 && (status < 307 || !isSame)))
        {
            return null;
        }

        var isKept = isRead || status != 303;
        var next = new HttpRequestMessage(isKept ? sent.Method : HttpMethod.Get, to) { Content = isKept && isSame ? sent.Content : null };
        foreach (var (name, values) in sent.Headers)
        {
            if (isSame || name == "Accept")
            {
                next.Headers.TryAddWithoutValidation(name, values);
            }
        }

        return next;
    }
}
