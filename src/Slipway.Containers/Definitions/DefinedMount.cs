// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace Slipway.Containers;

/// <summary>Something that was asked to be mounted into a container.</summary>
/// <param name="Target">The absolute path inside.</param>
[JsonDerivedType(typeof(VolumeMount), "volume")]
[JsonDerivedType(typeof(BindMount), "bind")]
[JsonDerivedType(typeof(TmpfsMount), "tmpfs")]
public abstract record DefinedMount(string Target)
{
    /// <summary>A named volume.</summary>
    /// <param name="Volume">The volume's name.</param>
    /// <param name="Target">The absolute path inside.</param>
    /// <param name="Access">Whether the container may change it.</param>
    /// <param name="Filling">Whether an empty volume gets what the image has at that place.</param>
    public sealed record VolumeMount(string Volume, string Target, BindAccess Access, VolumeFilling Filling) : DefinedMount(Target);

    /// <summary>A file or folder of the host.</summary>
    /// <param name="Source">Its absolute path there.</param>
    /// <param name="Target">The absolute path inside.</param>
    /// <param name="Access">Whether the container may change it.</param>
    public sealed record BindMount(string Source, string Target, BindAccess Access) : DefinedMount(Target)
    {
        /// <summary>Whether mounts that the host makes below it later are seen inside. The default is that they aren't.</summary>
        public MountPropagation Propagation { get; init; }
    }

    /// <summary>An empty folder in memory.</summary>
    /// <param name="Target">The absolute path inside.</param>
    /// <param name="SizeBytes">How much it may hold; null is half of the host's memory.</param>
    /// <param name="Mode">The folder's permission bits; null is 1777.</param>
    public sealed record TmpfsMount(string Target, long? SizeBytes, int? Mode) : DefinedMount(Target)
    {
        /// <summary>Whether programs can be executed from it. The default is false, as with Docker.</summary>
        public bool AllowsExecution { get; init; }

        /// <summary>More options of the kernel's tmpfs, such as <c>uid=1000,ro</c>.</summary>
        public string Options { get; init; } = "";
    }
}
