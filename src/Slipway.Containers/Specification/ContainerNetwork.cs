// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Containers;

/// <summary>Which network a container is in.</summary>
public sealed record ContainerNetwork
{
    private ContainerNetwork(NetworkKind kind, string? path = null) => (Kind, Path) = (kind, path);

    /// <summary>The host's own network: no isolation at all.</summary>
    public static ContainerNetwork Host { get; } = new(NetworkKind.Host);

    /// <summary>A loopback interface of its own that nobody else reaches.</summary>
    public static ContainerNetwork None { get; } = new(NetworkKind.None);

    /// <summary>A loopback interface of its own that we can reach into: see <see cref="DetachedContainer.OpenNetwork"/>. The way of modules.</summary>
    public static ContainerNetwork Isolated { get; } = new(NetworkKind.Isolated);

    internal NetworkKind Kind { get; }

    internal string? Path { get; }

    /// <summary>A namespace that exists, by the file that stands for it.</summary>
    /// <param name="path">Its absolute path.</param>
    public static ContainerNetwork Join(string path) => new(NetworkKind.Joined, path);

    internal enum NetworkKind
    {
        Host,
        None,
        Isolated,
        Joined,
    }
}
