// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

/// <summary>Against what Debian's package of QEMU has systemd register.</summary>
public sealed class RegisteredFormatTests
{
    private const string Folder = "/usr/lib/binfmt.d";

    [Fact]
    public void Debians_formats_are_each_found_for_their_platform_and_no_other()
    {
        var registered = ReadDebians();

        foreach (var platform in EmulationSetup.Platforms)
        {
            var name = $"qemu-{ProgramFormat.EmulatorOf(platform)}";
            // A machine's own package has none for itself.
            if (registered.All(entry => entry.Name != name))
                continue;
            registered.Where(entry => entry.Matches(ProgramFormat.Of(platform)!.Value)).Select(static entry => entry.Name).ShouldBe([name]);
        }
        registered.Count.ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("linux/arm64")]
    [InlineData("linux/arm/v7")]
    [InlineData("linux/riscv64")]
    public void What_is_registered_is_what_Debian_registers(string text)
    {
        var platform = Platform.Parse(text);
        var name = $"qemu-{ProgramFormat.EmulatorOf(platform)}";
        using var folder = new TempFolder();
        folder.Write("register", "");
        RequireDebians();

        new RegisteredFormats(folder.Path).Add(name, ProgramFormat.Of(platform)!.Value, "/q", "F");

        var debians = File.ReadAllText($"{Folder}/{name}.conf").Split(':');
        File.ReadAllText(folder["register"]).Split(':')[..6].ShouldBe(debians[..6]);
    }

    private static void RequireDebians()
    {
        if (!File.Exists($"{Folder}/qemu-riscv64.conf"))
            Needs.Lack("it needs Debian's package qemu-user-static");
    }

    private static List<RegisteredFormat> ReadDebians()
    {
        RequireDebians();
        return [.. Directory.GetFiles(Folder, "qemu-*.conf").Select(static path =>
        {
            // :name:M:offset:magic:mask:interpreter:flags
            var fields = File.ReadAllText(path).Trim().Split(':');
            return RegisteredFormat.Parse(fields[1], $"enabled\ninterpreter {fields[6]}\nflags: {fields[7]}\noffset {(fields[3].Length > 0 ? fields[3] : "0")}\nmagic {Hex(fields[4])}\nmask {Hex(fields[5])}\n");
        })];
    }

    // \x7fELF\x02 and the like.
    private static string Hex(string text)
    {
        var hex = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text.AsSpan(at).StartsWith("\\x"))
            {
                hex.Append(text.AsSpan(at + 2, 2));
                at += 3;
            }
            else
            {
                hex.Append(((int)text[at]).ToString("x2", CultureInfo.InvariantCulture));
            }
        }
        return hex.ToString();
    }
}
