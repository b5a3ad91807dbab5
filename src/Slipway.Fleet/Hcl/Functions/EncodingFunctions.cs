// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Encodings and digests.</summary>
internal static class EncodingFunctions
{
    internal static IEnumerable<HclFunction> All =>
    [
        new("base64encode", 1, 1, static call => HclValue.String(Convert.ToBase64String(Bytes(call)))),
        new("base64decode", 1, 1, Decode),
        new("csvdecode", 1, 1, CsvDecode),
        new("jsonencode", 1, 1, static call => TextFunctions.Made(call, HclJson.Write(call.Any(0)))),
        new("jsondecode", 1, 1, static call => HclJson.Parse(call.Text(0), out var problem) ?? throw call.Refuse(0, $"this is no JSON: {problem}")),
        new("md5", 1, 1, static call => Hex(Md5(Bytes(call)))),
        new("sha1", 1, 1, static call => Hex(Sha1(Bytes(call)))),
        new("sha256", 1, 1, static call => Hex(SHA256.HashData(Bytes(call)))),
        new("sha512", 1, 1, static call => Hex(SHA512.HashData(Bytes(call)))),
        new("urlencode", 1, 1, static call => HclValue.String(UrlEncode(Bytes(call)))),
        new("uuidv4", 0, 0, static _ => HclValue.String(Guid.NewGuid().ToString())),
        new("uuidv5", 2, 2, NamedUuid),
    ];

    private static byte[] Bytes(HclArguments call) => Encoding.UTF8.GetBytes(call.Text(0));

    private static HclValue Hex(byte[] digest) => HclValue.String(Convert.ToHexStringLower(digest));

    [SuppressMessage("Security", "CA5351", Justification = "The file asks for it by name.")]
    private static byte[] Md5(byte[] bytes) => MD5.HashData(bytes);

    [SuppressMessage("Security", "CA5350", Justification = "The file asks for it by name, and UUIDs of version 5 are made of it.")]
    private static byte[] Sha1(byte[] bytes) => SHA1.HashData(bytes);

    private static HclValue Decode(HclArguments call)
    {
        try
        {
            return HclValue.String(new UTF8Encoding(false, true).GetString(Convert.FromBase64String(call.Text(0))));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw call.Refuse(0, "this is no text in base64");
        }
    }

    private static string UrlEncode(byte[] bytes)
    {
        var encoded = new StringBuilder();
        foreach (var one in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
                encoded.Append((char)one);
            else if (one == (byte)' ')
                encoded.Append('+');
            else
                encoded.Append('%').Append(Convert.ToHexString([one]));
        }
        return encoded.ToString();
    }

    private static HclValue CsvDecode(HclArguments call)
    {
        var rows = BakeCsv.ReadRows(call.Text(0)) ?? throw call.Refuse(0, "this is no CSV: a quote has no end");
        if (rows.Count == 0)
            throw call.Refuse(0, "the first line of CSV names its columns");
        var names = rows[0];
        if (rows.FirstOrDefault(row => row.Count != names.Count) is { } wrong)
            throw call.Refuse(0, $"a row has {wrong.Count} fields, and there are {names.Count} columns");
        return HclValue.List(
            HclType.ObjectOf(names.Distinct().Select(static name => KeyValuePair.Create(name, HclType.String))),
            rows.Skip(1).Select(row => HclValue.Object(names.Zip(row, static (name, field) => KeyValuePair.Create(name, HclValue.String(field))))));
    }

    private static HclValue NamedUuid(HclArguments call)
    {
        var space = call.Text(0) switch
        {
            "dns" => "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            "url" => "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
            "oid" => "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
            "x500" => "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
            var other => other,
        };
        if (!Guid.TryParse(space, out var id))
            throw call.Refuse(0, $"'{space}' is no UUID", Suggestion.Help(space, ["dns", "url", "oid", "x500"]));
        var digest = Sha1([.. id.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(call.Text(1))]);
        digest[6] = (byte)((digest[6] & 0x0F) | 0x50);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return HclValue.String(new Guid(digest.AsSpan(0, 16), bigEndian: true).ToString());
    }
}
