using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SmpClinic.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Photos : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "NotedBy",
                table: "Consents",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "WithdrawnAt",
                table: "Consents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AgeChecks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AppointmentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Document = table.Column<int>(type: "INTEGER", nullable: false),
                    AdultOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    SeenById = table.Column<Guid>(type: "TEXT", nullable: false),
                    SeenByName = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    SeenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AgeChecks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AgeChecks_Appointments_AppointmentId",
                        column: x => x.AppointmentId,
                        principalTable: "Appointments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Photos",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", fixedLength: true, maxLength: 40, nullable: false),
                    AppointmentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Angle = table.Column<int>(type: "INTEGER", nullable: false),
                    Moment = table.Column<int>(type: "INTEGER", nullable: false),
                    ByClient = table.Column<bool>(type: "INTEGER", nullable: false),
                    TakenBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    AddedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Width = table.Column<int>(type: "INTEGER", nullable: false),
                    Height = table.Column<int>(type: "INTEGER", nullable: false),
                    SealedKey = table.Column<byte[]>(type: "BLOB", maxLength: 500, nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Photos", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Photos_Appointments_AppointmentId",
                        column: x => x.AppointmentId,
                        principalTable: "Appointments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SignedConsents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    AppointmentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    TextVersion = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    TextHash = table.Column<string>(type: "TEXT", fixedLength: true, maxLength: 64, nullable: false),
                    SignedName = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Drawing = table.Column<string>(type: "TEXT", maxLength: 40000, nullable: true),
                    SignedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    WitnessId = table.Column<Guid>(type: "TEXT", nullable: true),
                    WitnessName = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Hash = table.Column<string>(type: "TEXT", fixedLength: true, maxLength: 64, nullable: false),
                    SealedPdf = table.Column<byte[]>(type: "BLOB", nullable: false),
                    CountersignedBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    CountersignedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    WithdrawnAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignedConsents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SignedConsents_Appointments_AppointmentId",
                        column: x => x.AppointmentId,
                        principalTable: "Appointments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PhotoConsents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PhotoId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Use = table.Column<int>(type: "INTEGER", nullable: false),
                    FaceHidden = table.Column<bool>(type: "INTEGER", nullable: false),
                    Until = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    TextVersion = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    GivenAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    WithdrawnAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    NotedBy = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PhotoConsents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PhotoConsents_Photos_PhotoId",
                        column: x => x.PhotoId,
                        principalTable: "Photos",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PhotoPairs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    BeforeId = table.Column<Guid>(type: "TEXT", nullable: false),
                    AfterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ScalePercent = table.Column<int>(type: "INTEGER", nullable: false),
                    ShiftX = table.Column<int>(type: "INTEGER", nullable: false),
                    ShiftY = table.Column<int>(type: "INTEGER", nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Shows = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Sessions = table.Column<int>(type: "INTEGER", nullable: false),
                    DaysHealed = table.Column<int>(type: "INTEGER", nullable: false),
                    PublishedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    BeforeName = table.Column<string>(type: "TEXT", fixedLength: true, maxLength: 40, nullable: true),
                    AfterName = table.Column<string>(type: "TEXT", fixedLength: true, maxLength: 40, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PhotoPairs", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PhotoPairs_Photos_AfterId",
                        column: x => x.AfterId,
                        principalTable: "Photos",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PhotoPairs_Photos_BeforeId",
                        column: x => x.BeforeId,
                        principalTable: "Photos",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AgeChecks_AppointmentId_SeenAt",
                table: "AgeChecks",
                columns: new[] { "AppointmentId", "SeenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PhotoConsents_PhotoId_Use",
                table: "PhotoConsents",
                columns: new[] { "PhotoId", "Use" });

            migrationBuilder.CreateIndex(
                name: "IX_PhotoPairs_AfterId",
                table: "PhotoPairs",
                column: "AfterId");

            migrationBuilder.CreateIndex(
                name: "IX_PhotoPairs_AfterName",
                table: "PhotoPairs",
                column: "AfterName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PhotoPairs_BeforeId",
                table: "PhotoPairs",
                column: "BeforeId");

            migrationBuilder.CreateIndex(
                name: "IX_PhotoPairs_BeforeName",
                table: "PhotoPairs",
                column: "BeforeName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PhotoPairs_PublishedAt",
                table: "PhotoPairs",
                column: "PublishedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Photos_AppointmentId",
                table: "Photos",
                column: "AppointmentId");

            migrationBuilder.CreateIndex(
                name: "IX_Photos_Name",
                table: "Photos",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SignedConsents_AppointmentId_SignedAt",
                table: "SignedConsents",
                columns: new[] { "AppointmentId", "SignedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AgeChecks");

            migrationBuilder.DropTable(
                name: "PhotoConsents");

            migrationBuilder.DropTable(
                name: "PhotoPairs");

            migrationBuilder.DropTable(
                name: "SignedConsents");

            migrationBuilder.DropTable(
                name: "Photos");

            migrationBuilder.DropColumn(
                name: "NotedBy",
                table: "Consents");

            migrationBuilder.DropColumn(
                name: "WithdrawnAt",
                table: "Consents");
        }
    }
}
