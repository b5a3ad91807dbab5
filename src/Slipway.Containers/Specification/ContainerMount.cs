// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Something that a container sees at a path of its own.</summary>
public abstract record ContainerMount
{
    private ContainerMount(string target) => Target = ContainerPath.RequireTarget(target);

    /// <summary>The absolute path inside, normalized. Links in it are followed within the container's root, and what is missing is made for the run alone.</summary>
    public string Target { get; }

    /// <summary>A file or directory of the host.</summary>
    /// <param name="Source">Its absolute path on the host, trusted: links in it are followed.</param>
    /// <param name="Target">The absolute path inside.</param>
    /// <param name="Access">Whether the container may change it.</param>
    public sealed record Bind(string Source, string Target, BindAccess Access) : ContainerMount(Target)
    {
        /// <summary>The absolute path on the host.</summary>
        public string Source { get; } = Path.IsPathFullyQualified(Source) ? Source : throw new ArgumentException($"A bind's source is an absolute path, unlike '{Source}'.");

        /// <summary>Whether mounts that the host makes below it later are seen inside. The default is that they aren't.</summary>
        public MountPropagation Propagation { get; init; }
    }

    /// <summary>An empty directory in memory.</summary>
    /// <param name="Target">The absolute path inside.</param>
    public sealed record Tmpfs(string Target) : ContainerMount(Target)
    {
        /// <summary>How many bytes it may hold. The default, null, is half of the host's memory.</summary>
        public long? SizeBytes { get; init; }

        /// <summary>The directory's permission bits. The default is 1777, everybody's.</summary>
        public int Mode { get; init; } = 0x3FF;

        /// <summary>Whether programs can be executed from it. The default is true.</summary>
        public bool AllowsExecution { get; init; } = true;

        /// <summary>More options of the kernel's tmpfs, such as <c>uid=1000,nr_inodes=100,ro</c>. The default is none.</summary>
        public string Options { get; init; } = "";
    }

    /// <summary>A file that is in memory only, and in the container only while it runs: a secret, or a script made for the run.</summary>
    /// <param name="Target">The absolute path inside.</param>
    /// <param name="Content">What it holds.</param>
    public sealed record MemoryFile(string Target, ReadOnlyMemory<byte> Content) : ContainerMount(Target)
    {
        /// <summary>The file's permission bits. The default is 0400.</summary>
        public int Mode { get; init; } = 0x100;

        /// <summary>The owner. The default is root.</summary>
        public uint Uid { get; init; }

        /// <summary>The group. The default is root's.</summary>
        public uint Gid { get; init; }

        /// <summary>The target alone: what a secret holds is never written anywhere.</summary>
        public override string ToString() => $"MemoryFile {{ Target = {Target} }}";
    }
}
