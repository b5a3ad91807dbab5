// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Containers;

/// <summary>One side of <c>slipway cp</c>: <c>CONTAINER:PATH</c>, a path of this machine, or <c>-</c>.</summary>
/// <param name="Container">The word for the container; null for this machine.</param>
/// <param name="Path">The path, as it was written.</param>
internal sealed record CopyPlace(string? Container, string Path)
{
    /// <summary>Whether it is a stream.</summary>
    public bool IsStream => Container is null && Path == "-";

    /// <summary>Reads one, by Docker's rule: what begins with / or . is this machine's, else a colon makes it a container's.</summary>
    /// <exception cref="CommandException">It names nothing.</exception>
    public static CopyPlace Parse(string text)
    {
        if (text.Length == 0)
            throw CommandException.Usage("a path to copy is empty.");
        if (text[0] is '/' or '.' || text.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
            return new(null, text);
        var path = text[(colon + 1)..];
        return path.Length > 0 ? new(text[..colon], path) : throw CommandException.Usage($"'{text}' names no path in the container.", $"write {text}/path");
    }
}
