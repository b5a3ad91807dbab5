// SPDX-License-Identifier: Apache-2.0
using System.Collections;

namespace Slipway.Dockerfile;

/// <summary>Variables of which each is set, so that expanding with them finds what is wrong with a word and nothing else.</summary>
internal sealed class EveryVariable : IReadOnlyDictionary<string, string>
{
    private const string Value = "x";

    internal static EveryVariable Instance { get; } = new();

    public IEnumerable<string> Keys => [];

    public IEnumerable<string> Values => [];

    public int Count => 0;

    public string this[string key] => Value;

    public bool ContainsKey(string key) => true;

    public bool TryGetValue(string key, out string value)
    {
        value = Value;
        return true;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Enumerable.Empty<KeyValuePair<string, string>>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
