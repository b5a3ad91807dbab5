// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Addresses as they may be shown and kept: BuildKit's <c>xxxxx</c> in the place of user and password.</summary>
internal static class RedactedAddress
{
    private const string Mask = "xxxxx";

    /// <summary>The text with what stands between "://" and the last "@" of the host masked, if there is a password; a user's name alone stays.</summary>
    public static string Of(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
            return text;
        start += 3;
        var end = text.AsSpan(start).IndexOfAny("/?#") is >= 0 and var length ? start + length : text.Length;
        var at = text.LastIndexOf('@', end - 1, end - start);
        if (at < 0)
            return text;
        // Of ssh://git@host the name is no secret; of https://token@host it may well be one.
        var isName = text.StartsWith("ssh://", StringComparison.OrdinalIgnoreCase) && text.IndexOf(':', start, at - start) < 0;
        return isName ? text : $"{text[..start]}{Mask}:{Mask}{text[at..]}";
    }
}
