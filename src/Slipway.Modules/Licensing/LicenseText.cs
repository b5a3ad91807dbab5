// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;

namespace Slipway.Modules;

/// <summary>
/// A license as text: <c>lic1.&lt;claims&gt;.&lt;signature&gt;</c>, both base64url; the signature (ECDSA on P-256 with SHA-256, 64 bytes in the form of
/// IEEE P1363) is over <c>lic1.&lt;claims&gt;</c>.
/// </summary>
internal sealed record LicenseText(string Signed, LicenseClaims Claims, byte[] Signature)
{
    public const int MaxLength = 4096;
    private const string Prefix = "lic1";

    public static string SignedPart(LicenseClaims claims) =>
        $"{Prefix}.{StrictBase64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(claims, ModulesJson.Default.LicenseClaims))}";

    public byte[] SignedBytes => Encoding.ASCII.GetBytes(Signed);

    public static LicenseText? TryParse(string text)
    {
        if (text.Length > MaxLength || text.Split('.') is not [Prefix, var payload, var signature])
            return null;
        if (StrictBase64Url.TryDecode(payload) is not { } json || StrictBase64Url.TryDecode(signature) is not { Length: 64 } bytes)
            return null;
        try
        {
            return JsonSerializer.Deserialize(json, ModulesJson.Default.LicenseClaims) is { } claims ? new($"{Prefix}.{payload}", claims, bytes) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
