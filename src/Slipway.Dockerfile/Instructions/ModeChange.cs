// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Dockerfile;

/// <summary>The value of <c>--chmod</c>: octal digits up to 7777, or clauses such as <c>u=rwX,go=rX</c>.</summary>
public sealed class ModeChange
{
    private const int All = 0xFFF;
    private const int SetUser = 0x800;
    private const int SetGroup = 0x400;
    private const int Sticky = 0x200;

    private static readonly SearchValues<char> Permissions = SearchValues.Create("rwxXst");

    private readonly int? _octal;
    private readonly IReadOnlyList<(string Who, char Operator, string What)> _clauses;

    private ModeChange(int? octal, IReadOnlyList<(string, char, string)> clauses) => (_octal, _clauses) = (octal, clauses);

    /// <summary>The whole mode if the value is octal; null if it changes the mode that is there.</summary>
    public int? Octal => _octal;

    /// <summary>Reads a value, variables expanded.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ModeChange? change)
    {
        ArgumentNullException.ThrowIfNull(text);
        change = null;
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
        {
            if (text.Length > 8 || text.AsSpan().ContainsAnyInRange('8', '9') || Convert.ToInt32(text, 8) is > All)
                return false;
            change = new(Convert.ToInt32(text, 8), []);
            return true;
        }
        var clauses = new List<(string, char, string)>();
        foreach (var clause in text.Split(','))
        {
            if (!TryParseClause(clause, clauses))
                return false;
        }
        change = new(null, clauses);
        return true;
    }

    /// <summary>The mode that results: the lowest twelve bits.</summary>
    /// <param name="mode">The mode that is there.</param>
    /// <param name="isDirectory">Whether it is a folder's, for which <c>X</c> means <c>x</c>.</param>
    public int Apply(int mode, bool isDirectory)
    {
        if (_octal is { } octal)
            return octal;
        mode &= All;
        foreach (var (who, action, what) in _clauses)
            mode = Apply(mode, who, action, what, isDirectory);
        return mode;
    }

    // One clause may act several times on the same classes: u+r-w.
    private static bool TryParseClause(string clause, List<(string, char, string)> clauses)
    {
        var position = clause.AsSpan().IndexOfAnyExcept("ugoa");
        if (position < 0)
            return false;
        var who = clause[..position];
        while (position < clause.Length)
        {
            var action = clause[position++];
            if (action is not ('+' or '-' or '='))
                return false;
            var length = clause.AsSpan(position).IndexOfAny("+-=");
            var what = length < 0 ? clause[position..] : clause.Substring(position, length);
            var copies = what.Length == 1 && what[0] is 'u' or 'g' or 'o';
            if (!copies && what.AsSpan().ContainsAnyExcept(Permissions))
                return false;
            clauses.Add((who.Length == 0 ? "a" : who, action, what));
            position += what.Length;
        }
        return true;
    }

    private static int Apply(int mode, string who, char action, string what, bool isDirectory)
    {
        var classes = who.Contains('a', StringComparison.Ordinal) ? "ugo" : who;
        var (bits, cleared) = (0, 0);
        foreach (var one in classes)
        {
            var shift = one switch { 'u' => 6, 'g' => 3, _ => 0 };
            cleared |= (7 << shift) | (one switch { 'u' => SetUser, 'g' => SetGroup, _ => 0 });
            foreach (var permission in what)
            {
                bits |= permission switch
                {
                    'r' => 4 << shift,
                    'w' => 2 << shift,
                    'x' => 1 << shift,
                    'X' => isDirectory || (mode & 0x49) != 0 ? 1 << shift : 0,
                    's' => one switch { 'u' => SetUser, 'g' => SetGroup, _ => 0 },
                    't' => Sticky,
                    'u' => ((mode >> 6) & 7) << shift,
                    'g' => ((mode >> 3) & 7) << shift,
                    _ => (mode & 7) << shift,
                };
            }
        }
        // A folder keeps its set-id bits under '=', as chmod does.
        var kept = isDirectory ? SetUser | SetGroup : 0;
        return action switch
        {
            '+' => mode | bits,
            '-' => mode & ~bits,
            _ => (mode & ~(cleared & ~kept)) | bits,
        };
    }
}
