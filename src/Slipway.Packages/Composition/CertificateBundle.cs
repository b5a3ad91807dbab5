// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Slipway.Packages;

/// <summary>Makes of the certificates of ca-certificates what its script makes: one file of all, and links by which OpenSSL finds each.</summary>
internal static class CertificateBundle
{
    /// <summary>Where the package has its certificates.</summary>
    public const string Folder = "usr/share/ca-certificates/";

    /// <summary>Where programs look for the file of all.</summary>
    public const string Path = "etc/ssl/certs/ca-certificates.crt";

    // The types of strings whose spelling doesn't count (OpenSSL's ASN1_MASK_CANON).
    private static readonly UniversalTagNumber[] Spelled =
    [
        UniversalTagNumber.UTF8String, UniversalTagNumber.BMPString, UniversalTagNumber.UniversalString, UniversalTagNumber.PrintableString,
        UniversalTagNumber.T61String, UniversalTagNumber.IA5String, UniversalTagNumber.VisibleString,
    ];

    /// <summary>All certificates, one after another.</summary>
    public static byte[] Join(IEnumerable<byte[]> certificates)
    {
        var whole = new MemoryStream();
        foreach (var certificate in certificates)
        {
            whole.Write(certificate);
            if (certificate.Length > 0 && certificate[^1] != '\n')
                whole.WriteByte((byte)'\n');
        }
        return whole.ToArray();
    }

    /// <summary>The links in <c>/etc/ssl/certs</c>: a name for each certificate, and the hash of its subject.</summary>
    /// <param name="certificates">The certificates by their paths.</param>
    public static IEnumerable<(string Path, string Target)> Links(IEnumerable<KeyValuePair<string, byte[]>> certificates)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (path, content) in certificates)
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(path).Replace(' ', '_').Replace('(', '=').Replace(')', '=').Replace(',', '_') + ".pem";
            yield return ($"etc/ssl/certs/{name}", $"/{path}");
            if (SubjectHash(content) is not { } hash)
                continue;
            counts[hash] = counts.TryGetValue(hash, out var count) ? count + 1 : 0;
            yield return ($"etc/ssl/certs/{hash}.{counts[hash]}", name);
        }
    }

    /// <summary>The hash that OpenSSL looks for a certificate by (X509_NAME_hash); null where it is none.</summary>
    public static string? SubjectHash(byte[] certificate)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(certificate));
            var canonical = Canonical(read.SubjectName.RawData);
#pragma warning disable CA5350 // the hash is a name that OpenSSL looks for
            var hash = SHA1.HashData(canonical);
#pragma warning restore CA5350
            return BinaryPrimitives.ReadUInt32LittleEndian(hash).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return null;
        }
    }

    // Every set of the name, one after another without a sequence around them, each text as UTF-8 in lower case with single blanks.
    private static byte[] Canonical(ReadOnlyMemory<byte> name)
    {
        var whole = new MemoryStream();
        var sets = new AsnReader(name, AsnEncodingRules.DER).ReadSequence();
        while (sets.HasData)
        {
            var set = sets.ReadSetOf(skipSortOrderValidation: true);
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSetOf())
            {
                while (set.HasData)
                {
                    var attribute = set.ReadSequence();
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(attribute.ReadObjectIdentifier());
                        var tag = attribute.PeekTag();
                        if (tag.TagClass == TagClass.Universal && Spelled.Contains((UniversalTagNumber)tag.TagValue))
                            writer.WriteCharacterString(UniversalTagNumber.UTF8String, Folded(TextOf(attribute, tag)));
                        else
                            writer.WriteEncodedValue(attribute.ReadEncodedValue().Span);
                    }
                }
            }
            whole.Write(writer.Encode());
        }
        return whole.ToArray();
    }

    private static string TextOf(AsnReader attribute, Asn1Tag tag) => (UniversalTagNumber)tag.TagValue is UniversalTagNumber.UniversalString
        ? Encoding.UTF32.GetString(attribute.ReadEncodedValue().Span[2..]) // never seen in a certificate's subject
        : attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue);

    private static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in text.Trim(' ', '\t', '\n', '\v', '\f', '\r'))
        {
            var isBlank = character is ' ' or '\t' or '\n' or '\v' or '\f' or '\r';
            if (!isBlank)
                folded.Append(char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character);
            else if (folded.Length > 0 && folded[^1] != ' ')
                folded.Append(' ');
        }
        return folded.ToString();
    }
}
