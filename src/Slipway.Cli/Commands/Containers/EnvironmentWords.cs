// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;

namespace Slipway.Cli.Commands.Containers;

/// <summary>Reads variables as Docker's <c>--env</c> and <c>--env-file</c> write them.</summary>
internal sealed class EnvironmentWords(Session session)
{
    private const int MaxFileBytes = 1024 * 1024;

    /// <summary>The variables, those of files first.</summary>
    /// <exception cref="CommandException">A word or a line has no name, or a file can't be read.</exception>
    public IEnumerable<KeyValuePair<string, string>> Read(IEnumerable<string> files, IEnumerable<string> words)
    {
        foreach (var (place, text) in files.SelectMany(ReadLines))
        {
            if (ReadWord(text, $"{place}: '{text}'") is { } variable)
                yield return variable;
        }
        foreach (var word in words)
        {
            if (ReadWord(word, $"--env '{word}'") is { } variable)
                yield return variable;
        }
    }

    /// <summary>The lines of a file that say something, with where they stand.</summary>
    /// <exception cref="CommandException">There is no such file.</exception>
    public IEnumerable<(string Place, string Text)> ReadLines(string path)
    {
        var file = Path.GetFullPath(path, session.WorkingFolder);
        if (!File.Exists(file))
            throw CommandException.Usage($"there is no file '{file}'.");
        return new UTF8Encoding(false, true).GetString(LinuxFile.ReadAll(file, MaxFileBytes)).Split('\n').Index()
            .Select(line => ($"{path}:{line.Index + 1}", line.Item.TrimEnd('\r').TrimStart())).Where(static line => line.Item2.Length > 0 && line.Item2[0] != '#');
    }

    // A name alone takes its value from the environment, and none where it isn't set, as with Docker.
    private KeyValuePair<string, string>? ReadWord(string word, string shown)
    {
        var parts = word.Split('=', 2);
        if (parts[0].Length == 0 || parts[0].Any(char.IsWhiteSpace))
            throw CommandException.Usage($"{shown} has no name; expected NAME=VALUE or NAME.");
        return (parts.Length > 1 ? parts[1] : session.Variable(parts[0])) is { } value ? new(parts[0], value) : null;
    }
}
