// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;

namespace Slipway.Modules;

/// <summary>Base64url (RFC 4648 §5) without padding, where each text stands for one run of bytes and each run has one text.</summary>
internal static class StrictBase64Url
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>The bytes of a text; null where it isn't the text that <see cref="Encode"/> makes of them.</summary>
    public static byte[]? TryDecode(ReadOnlySpan<char> text)
    {
        if (text.ContainsAny('=', ' ') || !Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return text.SequenceEqual(Encode(bytes)) ? bytes : null;
    }
}
