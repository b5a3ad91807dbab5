// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Oci.Layers;
using static Slipway.Check.Tests.TestImage;

namespace Slipway.Check.Tests;

/// <summary>Packages of Alpine and Python, and records that mean no good.</summary>
public sealed class EcosystemTests
{
    // As apk writes it: a checksum first, and for each package the folders and files behind F:, R: and Z:.
    private const string Apk = """
        C:Q1pVBDHXKZQN6BN2CQbW7RCF0mWBU=
        P:musl
        V:1.2.4-r2
        A:x86_64
        S:383152
        I:622592
        T:the musl c library (libc) implementation
        U:https://musl.libc.org/
        L:MIT
        o:musl
        m:Timo Teras
        t:1685555281
        c:a2fd9e0b5bc4ff8d0ac8ae39e4bd4ba12aeabd69
        p:so:libc.musl-x86_64.so.1=1
        F:lib
        R:ld-musl-x86_64.so.1
        a:0:0:755
        Z:Q1bxCX+9Zn0wDgyLZzGNp6KtdP4ho=

        C:Q1AaDEzzAzXpBxHB1iLuK5VZnzmnU=
        P:gcc
        V:13.1.1_git20230520-r1
        T:The GNU Compiler Collection
        D:binutils=2.40-r7 isl26
        F:usr/bin
        R:gcc


        """;

    [Theory]
    [InlineData("lib/apk/db/installed")]
    [InlineData("usr/lib/apk/db/installed")]
    public async Task Alpine_packages_come_from_apks_database(string path)
    {
        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync([File(path, Apk)]);
        inventory.Packages.Select(package => package.ToString()).ShouldBe(["apk:gcc 13.1.1_git20230520-r1", "apk:musl 1.2.4-r2"]);
        inventory.ProblemOf(Ecosystem.Apk).ShouldBeNull();
        inventory.ProblemOf(null).ShouldBeNull();
        inventory.ProblemOf(Ecosystem.Deb).ShouldNotBeNull();
    }

    [Fact]
    public async Task Python_packages_come_from_their_metadata_wherever_they_are_but_inside_another()
    {
        using var fixture = new CheckFixture();
        const string site = "usr/lib/python3.11/site-packages", venv = "opt/venv/lib/python3.11/site-packages";
        var inventory = await fixture.InventoryAsync(
            [File($"{venv}/gone-1.0.dist-info/METADATA", "Name: gone\n")],
            [
                LayerEntry.Whiteout($"{venv}/gone-1.0.dist-info"),
                File($"{site}/Flask_Cors-4.0.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: Flask-Cors\nVersion: 4.0.0\n\nVersion: not this\nName: nor this\n"),
                File($"{venv}/zope.interface-6.0.egg-info/PKG-INFO", "Metadata-Version: 1.2\nname: zope.interface\nversion: 6.0\n"),
                File("usr/lib/python3/dist-packages/six-1.16.0.egg-info", "Metadata-Version: 1.1\r\nName: six\r\nVersion: 1.16.0\r\n"),
                File($"{site}/nameless-2.1.dist-info/METADATA", "\u0000\u0001"),
                File($"{site}/setuptools/_vendor/packaging-23.1.dist-info/METADATA", "Name: packaging\nVersion: 23.1\n"),
                File($"{site}/Flask_Cors-4.0.0.dist-info/RECORD", "Name: not-this\n"),
                File($"{site}/METADATA", "Name: not-this\n"),
                File("app/deps/boto3-1.34.0.dist-info/METADATA", "Name: boto3\nVersion: 1.34.0\n"),
            ]);
        inventory.Packages.Select(package => package.ToString()).ShouldBe(
            ["pypi:boto3 1.34.0", "pypi:flask-cors 4.0.0", "pypi:nameless 2.1", "pypi:six 1.16.0", "pypi:zope-interface 6.0"]);
    }

    [Theory]
    [InlineData("pypi:Flask.Cors", true)]
    [InlineData("flask_cors", true)]
    [InlineData("FLASK-CORS", true)]
    [InlineData("flask*", true)]
    [InlineData("npm:flask-cors", false)]
    [InlineData("flaskcors", false)]
    public void Names_of_Python_differ_in_writing_and_mean_the_same(string text, bool matches)
    {
        PackagePattern.TryParse(text, out var pattern, out _).ShouldBeTrue();
        pattern!.Matches(new(Ecosystem.Pypi, "flask-cors", "4.0.0", "")).ShouldBe(matches);
        pattern.Matches(new(Ecosystem.Deb, "Flask-Cors", "4.0.0", "")).ShouldBe(text == "flask-cors");
    }

    [Fact]
    public async Task What_holds_the_same_and_means_another_thing_hides_nothing()
    {
        using var fixture = new CheckFixture();
        var status = DpkgStanza("gcc");
        var inventory = await fixture.InventoryAsync([File("var/lib/dpkg/status", status), File("etc/passwd", status), File("x/node_modules/y/package.json", status), File("z/q-1.dist-info/METADATA", status)]);
        inventory.Packages.Select(package => package.ToString()).ShouldBe(["deb:gcc 1.0", "npm:y", "pypi:q 1.0"]);
    }

    [Fact]
    public async Task A_record_that_is_no_text_or_too_large_is_no_record()
    {
        using var fixture = new CheckFixture();
        (await fixture.InventoryAsync([File("var/lib/dpkg/status", "Package: a\0\n")])).ProblemOf(Ecosystem.Deb).ShouldBe("'/var/lib/dpkg/status' could not be read: it is no text");
        (await fixture.InventoryAsync([File("lib/apk/db/installed", new byte[(32 << 20) + 1])])).ProblemOf(Ecosystem.Apk).ShouldBe(
            "'/lib/apk/db/installed' could not be read: it has 33.6MB, more than the 33.6MB that are read");
        var many = new StringBuilder();
        for (var index = 0; index < 200_001; index++)
            many.Append($"P:a{index}\n\n");
        var inventory = await fixture.InventoryAsync([File("lib/apk/db/installed", many.ToString())]);
        inventory.ProblemOf(null).ShouldBe("'/lib/apk/db/installed' could not be read: it records more than the 200000 packages that are read");
        inventory.Packages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hostile_package_json_stands_for_a_package_by_its_folder()
    {
        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync([
            File("node_modules/deep/package.json", "{\"a\":" + new string('[', 100_000)),
            File("node_modules/large/package.json", new byte[(4 << 20) + 1]),
            File("node_modules/long/package.json", $$"""{ "name": "{{new string('x', 100_000)}}", "version": "1" }"""),
            File("p/huge-1.dist-info/METADATA", new byte[(4 << 20) + 1]),
        ]);
        inventory.Packages.Select(package => package.ToString()).ShouldBe(["npm:deep", "npm:large", "npm:long 1", "pypi:huge 1"]);
    }

    [Theory]
    [InlineData("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nVersion: 1\n\n")]
    [InlineData("lib/apk/db/installed", "P:a\nV:1\n\nP:b\nV:2\n")]
    [InlineData("node_modules/a/package.json", "{ \"name\": \"a\", \"version\": \"1\", \"x\": [{}] }")]
    [InlineData("a-1.dist-info/METADATA", "Name: a\nVersion: 1\n\nbody\n")]
    public void Whatever_a_record_holds_it_is_read_to_an_end(string path, string content)
    {
        const int seed = 20260701;
        var random = new Random(seed);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(content);
            for (var change = random.Next(1, 8); change > 0; change--)
            {
                var at = random.Next(bytes.Length);
                if (random.Next(3) == 0)
                    bytes = [0xFF, .. bytes.Take(at), .. bytes.Skip(random.Next(bytes.Length))];
                else
                    bytes[at] = (byte)random.Next(256);
            }
            var facts = FactReader.Read(FactPaths.KindOf(path), bytes);
            facts.Packages.ShouldNotBeNull($"seed {seed}, round {round}");
            facts.Packages.ShouldAllBe(package => package.Name.Length <= 512 && package.Version.Length <= 512);
        }
    }

    [Fact]
    public async Task An_image_with_RPMs_has_packages_that_nobody_read()
    {
        using var fixture = new CheckFixture();
        (await fixture.InventoryAsync([File("usr/lib/sysimage/rpm/rpmdb.sqlite", "SQLite"), File("var/lib/dpkg/status", DpkgStanza("a"))])).ProblemOf(null)
            .ShouldBe("the image has RPM packages (/usr/lib/sysimage/rpm/rpmdb.sqlite), whose record is not read");
    }
}
