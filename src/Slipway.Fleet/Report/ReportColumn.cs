// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>A column of a report.</summary>
public sealed record ReportColumn
{
    private const string Nothing = "–";

    /// <summary>The word that asks for it, which is its heading in CSV as well.</summary>
    public required string Name { get; init; }

    /// <summary>Its heading for people.</summary>
    public required string Title { get; init; }

    /// <summary>Whether it holds numbers.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Every column, in the order in which they stand.</summary>
    public static IReadOnlyList<ReportColumn> All { get; } =
    [
        new() { Name = "target", Title = "Target", Text = row => row.Target, Says = _ => false },
        new() { Name = "image", Title = "Image", Text = row => row.Image, Says = _ => true },
        new() { Name = "variant", Title = "Variant", Text = row => row.Variant, Says = rows => rows.Any(row => row.Variant is not null) },
        new() { Name = "platform", Title = "Platform", Text = row => row.Platform.ToString(), Says = rows => rows.Select(row => row.Platform).Distinct().Count() > 1 },
        Number("size", "Size", row => row.Size, Bytes, _ => true),
        Number("compressed", "Compressed", row => row.CompressedSize, Bytes, _ => true),
        Number("layers", "Layers", row => row.Layers, layers => layers.ToString("0", CultureInfo.InvariantCulture)),
        Number("shared", "Shared", row => row.SharedSize, Bytes),
        Number("own", "Own", row => row.OwnSize, Bytes),
        new() { Name = "time", Title = "Build time", IsNumber = true, Text = Time, Raw = row => Seconds(row.BuildTime), Says = rows => rows.Any(row => row.BuildTime is not null) },
        new() { Name = "shared-time", Title = "Shared build time", IsNumber = true, Text = row => Duration(row.SharedBuildTime), Raw = row => Seconds(row.SharedBuildTime), Says = _ => false },
        Number("saving", "Saving", row => row.Saving, saving => $"{Percent(saving)}") with { Text = Saving },
        new() { Name = "against", Title = "Against", Text = row => row.Against, Says = _ => false },
        Number("before", "Before", row => row.Before?.Size, Bytes),
        Number("change", "Change", row => row.Change, Bytes) with { Text = Change },
        Number("change-percent", "Change in percent", row => row.ChangePercent, Signed, _ => false),
        new()
        {
            Name = "claims", Title = "Claims proven", IsNumber = true, Text = row => row.Claims == 0 ? null : $"{row.ClaimsProven} of {row.Claims}",
            Raw = row => row.ClaimsProven.ToString(CultureInfo.InvariantCulture), Says = rows => rows.Any(row => row.Claims > 0),
        },
        Number("claims-made", "Claims", row => row.Claims, claims => claims.ToString("0", CultureInfo.InvariantCulture), _ => false),
    ];

    /// <summary>The column's cell for people; null where there is nothing to say.</summary>
    internal Func<ReportRow, string?> Text { get; init; } = static _ => null;

    /// <summary>Whether the column says something of rows, so that people want to see it.</summary>
    internal Func<IReadOnlyList<ReportRow>, bool> Says { get; init; } = static _ => true;

    /// <summary>The cell for programs; where null, as for people.</summary>
    internal Func<ReportRow, string?>? Raw { get; init; }

    /// <summary>The column of a name, or null.</summary>
    public static ReportColumn? Find(string name) => All.FirstOrDefault(column => column.Name == name);

    /// <summary>The columns of some names, of a report: those of <see cref="All"/>, and those that the fleet file has texts for, by their headings in any case.</summary>
    /// <param name="names">Names with commas between them.</param>
    /// <param name="report">The report.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="problem">The name that is none, as a clause.</param>
    /// <param name="help">What was probably meant.</param>
    public static bool TryRead(string names, FleetReport report, out IReadOnlyList<ReportColumn> columns, [NotNullWhen(false)] out string? problem, out string? help)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(report);
        (problem, help) = (null, null);
        var headings = report.Rows.SelectMany(static row => row.Columns).Select(static column => column.Key).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var found = new List<ReportColumn>();
        columns = found;
        foreach (var name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if ((Find(name) ?? (headings.Find(heading => heading.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } own ? Texts(own) : null)) is { } column)
            {
                found.Add(column);
                continue;
            }
            var all = All.Select(static one => one.Name).Concat(headings).ToList();
            (problem, help) = ($"a report has no column '{name}'", Suggestion.Help(name, all) ?? $"it has {string.Join(", ", all)}");
            return false;
        }
        return true;
    }

    /// <summary>The columns that say something of a report.</summary>
    internal static IReadOnlyList<ReportColumn> Of(FleetReport report) => [.. All.Where(column => column.Says(report.Rows))];

    /// <summary>The cell for people.</summary>
    internal string Show(ReportRow row) => Text(row) ?? Nothing;

    /// <summary>The cell for programs: bytes, seconds and percent as plain numbers.</summary>
    internal string Write(ReportRow row) => (Raw ?? Text)(row) ?? "";

    /// <summary>A duration for people: <c>0.4s</c>, <c>4m07s</c>.</summary>
    internal static string? Duration(TimeSpan? time) => time is not { } one ? null : one.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)one.TotalMinutes}m{one.Seconds:00}s")
        : string.Create(CultureInfo.InvariantCulture, $"{one.TotalSeconds:0.0}s");

    /// <summary>A difference with its sign: <c>+1.2MB</c>, <c>−3.4%</c>.</summary>
    internal static string Signed(decimal percent) => $"{Sign(percent)}{Percent(Math.Abs(percent))}";

    private static ReportColumn Texts(string heading) => new()
    {
        Name = heading,
        Title = heading,
        Text = row => row.Columns.FirstOrDefault(column => column.Key.Equals(heading, StringComparison.OrdinalIgnoreCase)).Value,
    };

    private static ReportColumn Number(
        string name, string title, Func<ReportRow, decimal?> value, Func<decimal, string> show, Func<IReadOnlyList<ReportRow>, bool>? says = null) => new()
        {
            Name = name,
            Title = title,
            IsNumber = true,
            Text = row => value(row) is { } number ? show(number) : null,
            Raw = row => value(row)?.ToString("0.##", CultureInfo.InvariantCulture),
            Says = says ?? (rows => rows.Any(row => value(row) is not null)),
        };

    private static string Bytes(decimal bytes) => new ByteSize((long)bytes).ToString();

    private static string Percent(decimal percent) => $"{percent.ToString("0.0", CultureInfo.InvariantCulture)}%";

    private static string? Saving(ReportRow row) => row.Saving is { } saving ? $"{Percent(saving)} against {row.Against}" : null;

    private static string? Change(ReportRow row) => row.Change is not { } change ? null
        : $"{Sign(change)}{new ByteSize(Math.Abs(change))}{(row.ChangePercent is { } percent ? $" ({Signed(percent)})" : "")}";

    private static string Sign(decimal number) => number > 0 ? "+" : number < 0 ? "−" : "";

    private static string? Time(ReportRow row) => row.BuildTime is null ? null
        : row.SharedBuildTime is not { Ticks: > 0 } shared ? Duration(row.BuildTime)
        : $"{Duration(row.BuildTime)}, {(shared == row.BuildTime ? "all" : Duration(shared))} of it shared";

    private static string? Seconds(TimeSpan? time) => time?.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
