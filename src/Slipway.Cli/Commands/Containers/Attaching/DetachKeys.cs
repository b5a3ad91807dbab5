// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli.Commands.Containers;

/// <summary>The keys that let go of a program whose terminal this is, and how much of them was typed so far. What turns out to be other keys is passed on.</summary>
internal sealed class DetachKeys
{
    /// <summary>Docker's.</summary>
    public const string Default = "ctrl-p,ctrl-q";

    private readonly byte[] _keys;
    private int _typed;

    private DetachKeys(byte[] keys) => _keys = keys;

    /// <summary>Reads a sequence: keys by commas, each a character or <c>ctrl-</c> and one of a–z, @, [, \, ], ^ and _.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static DetachKeys Parse(string text) => new(Array.ConvertAll((text.Length == 0 ? Default : text).Split(','), ParseKey));

    /// <summary>Takes what was typed.</summary>
    /// <param name="typed">It.</param>
    /// <param name="passed">What of it, and of what was held back, the program gets.</param>
    /// <returns>Whether the sequence is complete; what follows it is dropped.</returns>
    public bool Take(ReadOnlySpan<byte> typed, List<byte> passed)
    {
        foreach (var key in typed)
        {
            if (key == _keys[_typed])
            {
                if (++_typed == _keys.Length)
                    return true;
                continue;
            }
            // The beginning was not one.
            passed.AddRange(_keys.AsSpan(0, _typed));
            _typed = key == _keys[0] && _keys.Length > 1 ? 1 : 0;
            if (_typed == 0)
                passed.Add(key);
        }
        return false;
    }

    private static byte ParseKey(string key) => key switch
    {
        [var character] when char.IsAscii(character) => (byte)character,
        ['c' or 'C', 't' or 'T', 'r' or 'R', 'l' or 'L', '-', var character] when ControlOf(character) is { } code => code,
        _ => throw CommandException.Usage($"--detach-keys: '{key}' is no key; expected a character, or ctrl- and one of a-z, @, [, \\, ], ^ and _."),
    };

    private static byte? ControlOf(char character) => char.ToUpperInvariant(character) is >= '@' and <= '_' and var upper ? (byte)(upper - '@') : null;
}
