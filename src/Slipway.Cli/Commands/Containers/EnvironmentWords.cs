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
    public IEnumerable<KeyValuePair<string, string>> Read(IEnumerable<string> files, IEnumerable<string> words) => [.. files.SelectMany(ReadFile), .. words.Select(word => ReadWord(word, $"--env '{word}'")).OfType<KeyValuePair<string, string>>()];

    private IEnumerable<KeyValuePair<string, string>> ReadFile(string path)
    {
        var text = new UTF8Encoding(false, true).GetString(LinuxFile.ReadAll(Path.GetFullPath(path, session.WorkingFolder), MaxFileBytes));
        foreach (var (index, line) in text.Split('\n').Index())
        {
            var trimmed = line.TrimEnd('\r').TrimStart();
            if (trimmed.Length > 0 && trimmed[0] != '#' && ReadWord(trimmed, $"{path}:{index + 1}: '{trimmed}'") is { } variable)
                yield return variable;
        }
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
