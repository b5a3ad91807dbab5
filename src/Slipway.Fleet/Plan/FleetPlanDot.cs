// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Fleet;

/// <summary>
/// Writes a plan in the language of graphviz: a box for each image, an arrow from each image to those that need it, the critical path in heavy lines, what is
/// only built as far as it is needed dashed.
/// </summary>
public static class FleetPlanDot
{
    /// <summary>Writes the plan as lines, each ended by a line feed.</summary>
    /// <param name="writer">Takes the lines; stays open.</param>
    /// <param name="plan">The plan.</param>
    public static void Write(TextWriter writer, FleetPlan plan)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(plan);
        writer.Write($"digraph {Quote(plan.Graph.Fleet.File.Name?.Value ?? "fleet")} {{\n");
        writer.Write("  rankdir=LR;\n  node [shape=box];\n");
        foreach (var target in plan.Involved)
        {
            var styles = (plan.IsCritical(target) ? ", penwidth=3" : "") + (plan.IsRequested(target) ? "" : ", style=dashed");
            writer.Write($"  {Quote(target.Name)} [label={Quote(string.Join('\n', PlanBox.Of(plan, target).Lines))}{styles}];\n");
        }
        foreach (var link in plan.Links)
        {
            var style = plan.IsCritical(link) ? ", penwidth=3" : "";
            writer.Write($"  {Quote(link.To.Name)} -> {Quote(link.From.Name)} [tooltip={Quote($"'{link.Name}' at {link.Place}")}{style}];\n");
        }
        writer.Write("}\n");
    }

    // A backslash begins an escape in labels, and a line feed is one.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                _ when char.IsControl(character) => " ",
                _ => character.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }
}
