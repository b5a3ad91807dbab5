// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build.Tests;

/// <summary>Every row: for each instruction, flag and edge of the language at least one, which <c>CoverageTests</c> sees to.</summary>
internal static class EqualityRows
{
    public static IReadOnlyList<EqualityRow> All { get; } =
        [.. ParsingRows.All, .. ExpansionRows.All, .. StageRows.All, .. SettingRows.All, .. RunRows.All, .. CopyRows.All, .. MergeRows.All, .. AddRows.All, .. IgnoreRows.All];
}
