// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Fleet;
using Slipway.Oci;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>The words of settings, and how those are read that stand for something else than a text.</summary>
internal static class SettingWords
{
    /// <summary>What someone without a login may do.</summary>
    public static IReadOnlyDictionary<string, AnonymousAccess> Anonymous { get; } =
        new Dictionary<string, AnonymousAccess> { ["none"] = AnonymousAccess.None, ["pull"] = AnonymousAccess.Pull, ["push"] = AnonymousAccess.Push };

    /// <summary>Whether a registry takes changes.</summary>
    public static IReadOnlyDictionary<string, RegistryMode> Modes { get; } =
        new Dictionary<string, RegistryMode> { ["read-write"] = RegistryMode.ReadWrite, ["read-only"] = RegistryMode.ReadOnly };

    /// <summary>What of a pushed manifest's parts may be missing.</summary>
    public static IReadOnlyDictionary<string, SparsePolicy> Sparse { get; } =
        new Dictionary<string, SparsePolicy> { ["nothing"] = SparsePolicy.Whole, ["indexes"] = SparsePolicy.Indexes, ["images"] = SparsePolicy.Images };

    /// <summary>What may be allowed.</summary>
    public static IReadOnlyDictionary<string, RegistryAction> Actions { get; } = new Dictionary<string, RegistryAction>
    {
        ["pull"] = RegistryAction.Pull,
        ["push"] = RegistryAction.Push,
        ["overwrite"] = RegistryAction.Overwrite,
        ["delete"] = RegistryAction.Delete,
    };

    /// <summary>One of some words.</summary>
    public static T? OneOf<T>(FieldReader fields, string word, IReadOnlyDictionary<string, T> words) where T : struct => PatternWords.OneOf(fields, word, words);

    /// <summary>A whole number.</summary>
    public static int? Count(FieldReader fields, string word, int least)
    {
        if (fields.Text(word) is not { } text)
            return null;
        if (int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least)
            return count;
        fields.Report(text.Place, $"'{word}' is a whole number of at least {least}, not '{text.Value}'");
        return null;
    }

    /// <summary>A time that passes.</summary>
    public static TimeSpan? Time(FieldReader fields, string word)
    {
        if (fields.Text(word) is not { } text)
            return null;
        if (Lapse.TryParse(text.Value, out var time))
            return time;
        fields.Report(text.Place, $"'{text.Value}' is not a time", "write a number and s, m, h or d, such as 90d");
        return null;
    }

    /// <summary>Patterns of names; those that can't be read are reported and left out.</summary>
    public static IReadOnlyList<NamePattern>? Patterns(FieldReader fields, string word) => PatternWords.Patterns(fields, word);

    /// <summary>One pattern of names.</summary>
    public static NamePattern? Pattern(FieldReader fields, string word) => PatternWords.Pattern(fields, word);
}
