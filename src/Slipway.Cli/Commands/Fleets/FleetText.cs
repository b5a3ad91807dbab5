// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Native;

namespace Slipway.Cli.Commands.Fleets;

/// <summary>Reads the text of a fleet's file.</summary>
internal static class FleetText
{
    /// <summary>The text, under the path that people would type.</summary>
    /// <exception cref="CommandException">There is no such file.</exception>
    /// <exception cref="IOException">It is no regular file, is too large, or can't be read.</exception>
    public static SourceText Read(string file, Session session)
    {
        if (!File.Exists(file))
            throw CommandException.Usage($"there is no fleet file '{Shown(file, session)}'.", "name its folder ('slipway plan ./folder') or the file with --fleet");
        return SourceText.FromBytes(Shown(file, session), LinuxFile.ReadAll(file, SourceText.MaxBytes));
    }

    private static string Shown(string path, Session session)
    {
        var relative = Path.GetRelativePath(session.WorkingFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
