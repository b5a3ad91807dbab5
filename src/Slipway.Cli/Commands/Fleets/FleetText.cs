// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Cli.Commands.Fleets;

/// <summary>Reads the text of a fleet's file.</summary>
internal static class FleetText
{
    /// <summary>The text, under the path that people would type.</summary>
    /// <exception cref="CommandException">There is no such file, or it is too large.</exception>
    public static SourceText Read(string file, Session session)
    {
        if (!File.Exists(file))
            throw CommandException.Usage($"there is no fleet file '{Shown(file, session)}'.", "name its folder ('slipway plan ./folder') or the file with --fleet");
        if (new FileInfo(file).Length > SourceText.MaxBytes)
            throw CommandException.Usage($"the fleet file '{Shown(file, session)}' has more than the {SourceText.MaxBytes} bytes that are read.");
        return SourceText.FromBytes(Shown(file, session), File.ReadAllBytes(file));
    }

    private static string Shown(string path, Session session)
    {
        var relative = Path.GetRelativePath(session.WorkingFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
