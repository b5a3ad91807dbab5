// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>A volume of a Compose project.</summary>
/// <param name="Key">The name it has in the file.</param>
/// <param name="Name">The name it has among all volumes.</param>
/// <param name="IsExternal">Whether it is somebody else's: it must be there, and stays.</param>
/// <param name="Labels">Its labels.</param>
public sealed record ComposeVolume(string Key, string Name, bool IsExternal, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>The name of a volume that nobody gave one: the same each time, so that a container made anew has what the one before it kept.</summary>
    /// <param name="project">The project.</param>
    /// <param name="service">The service.</param>
    /// <param name="target">Where it is mounted.</param>
    public static string Nameless(string project, string service, string target) => Digest.Sha256(Encoding.UTF8.GetBytes($"{project}\n{service}\n{target}")).Hex;
}
