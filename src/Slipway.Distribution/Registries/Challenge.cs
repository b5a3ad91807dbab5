// SPDX-License-Identifier: Apache-2.0
using System.Net.Http.Headers;

namespace Slipway.Distribution;

/// <summary>How a registry wants its user to be shown: Basic, or Bearer with where to get a token (RFC 6750; distribution, token.md).</summary>
/// <param name="Scheme"><c>Bearer</c> or <c>Basic</c>.</param>
/// <param name="Parameters">Its parameters by lower-case name.</param>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public bool IsBearer => Scheme == "Bearer";

    public string? Realm => Parameters.GetValueOrDefault("realm");

    public string? Service => Parameters.GetValueOrDefault("service");

    /// <summary>The scopes asked for, none where the registry named none.</summary>
    public IEnumerable<string> Scopes => (Parameters.GetValueOrDefault("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The challenge to answer, Bearer before Basic; null where there is none that can be.</summary>
    public static Challenge? Select(HttpHeaderValueCollection<AuthenticationHeaderValue> headers)
    {
        var challenges = headers.Select(static header => (header.Scheme.ToLowerInvariant(), header.Parameter ?? "")).ToList();
        foreach (var (scheme, name) in new[] { ("bearer", "Bearer"), ("basic", "Basic") })
        {
            if (challenges.Find(challenge => challenge.Item1 == scheme) is (not null, var parameters))
                return new(name, ParseParameters(parameters));
        }
        return null;
    }

    private static Dictionary<string, string> ParseParameters(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = text.AsSpan();
        while (rest.IndexOf('=') is > 0 and var equals)
        {
            var name = rest[..equals].Trim(" ,").ToString().ToLowerInvariant();
            rest = rest[(equals + 1)..].TrimStart();
            string value;
            if (rest is ['"', ..])
            {
                (value, var consumed) = Unquote(rest);
                rest = rest[consumed..];
            }
            else
            {
                var end = rest.IndexOf(',') is >= 0 and var comma ? comma : rest.Length;
                value = rest[..end].Trim().ToString();
                rest = rest[end..];
            }
            parameters[name] = value;
        }
        return parameters;
    }

    private static (string Value, int Consumed) Unquote(ReadOnlySpan<char> text)
    {
        var value = new System.Text.StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
                return (value.ToString(), i + 1);
            if (text[i] == '\\' && i + 1 < text.Length)
                i++;
            value.Append(text[i]);
        }
        return (value.ToString(), text.Length);
    }
}
