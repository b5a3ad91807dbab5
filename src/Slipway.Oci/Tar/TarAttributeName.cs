// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tar;

/// <summary>An attribute's name inside a PAX keyword, which cannot hold "=": GNU tar writes it as %3D, and % as %25.</summary>
internal static class TarAttributeName
{
    internal static string Encode(string name) =>
        name.Replace("%", "%25", StringComparison.Ordinal).Replace("=", "%3D", StringComparison.Ordinal);

    internal static string Decode(string name) =>
        name.Replace("%3D", "=", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
