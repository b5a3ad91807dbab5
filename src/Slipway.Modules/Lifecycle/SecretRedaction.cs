// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>Takes secrets out of what a module wrote before others see it in an error or a log: the values of variables whose names say that they are secret.</summary>
internal static class SecretRedaction
{
    private const int ShortestSecret = 4;
    private static readonly string[] Marks = ["PASS", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "AUTH"];

    public static string Redact(string text, ModuleSpec spec)
    {
        foreach (var (name, value) in spec.Environment)
        {
            if (value.Length >= ShortestSecret && Marks.Any(mark => name.Contains(mark, StringComparison.OrdinalIgnoreCase)))
                text = text.Replace(value, "***", StringComparison.Ordinal);
        }
        return text;
    }
}
