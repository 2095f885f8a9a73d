using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SmpClinic.Web.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class BackOffice : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "PatchNumbing",
                table: "Services",
                type: "nvarchar(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PatchPigment",
                table: "Services",
                type: "nvarchar(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "NotedBy",
                table: "Consents",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "WithdrawnAt",
                table: "Consents",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "After",
                table: "Audit",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Before",
                table: "Audit",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "Audit",
                type: "nvarchar(60)",
                maxLength: 60,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "RecordId",
                table: "Audit",
                type: "nvarchar(60)",
                maxLength: 60,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RecordKind",
                table: "Audit",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AgeChecks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AppointmentId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Document = table.Column<int>(type: "int", nullable: false),
                    AdultOn = table.Column<DateOnly>(type: "date", nullable: false),
                    SeenById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SeenByName = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    SeenAt = table.Column<DateTime>(type: "datetime2", nullable: false)
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
                name: "AuditHead",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<string>(type: "nchar(64)", fixedLength: true, maxLength: 64, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    LeasedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    LeasedUntil = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditHead", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AuditSeals",
                columns: table => new
                {
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    EntryId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Hash = table.Column<string>(type: "nchar(64)", fixedLength: true, maxLength: 64, nullable: false),
                    SealedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditSeals", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "AuditUnsealed",
                columns: table => new
                {
                    EntryId = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditUnsealed", x => x.EntryId);
                });

            migrationBuilder.CreateTable(
                name: "ContentVersions",
                columns: table => new
                {
                    Key = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Fields = table.Column<string>(type: "nvarchar(max)", maxLength: 100000, nullable: false),
                    Removed = table.Column<bool>(type: "bit", nullable: false),
                    SavedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    SavedById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SavedByName = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    PublishAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    WithdrawnAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Note = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ContentVersions", x => new { x.Key, x.Number });
                });

            migrationBuilder.CreateTable(
                name: "PatchTests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AppointmentId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TakenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Pigment = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Numbing = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Result = table.Column<int>(type: "int", nullable: false),
                    ResultAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ResultBy = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PatchTests", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PatchTests_Appointments_AppointmentId",
                        column: x => x.AppointmentId,
                        principalTable: "Appointments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Photos",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nchar(40)", fixedLength: true, maxLength: 40, nullable: false),
                    AppointmentId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Angle = table.Column<int>(type: "int", nullable: false),
                    Moment = table.Column<int>(type: "int", nullable: false),
                    ByClient = table.Column<bool>(type: "bit", nullable: false),
                    TakenBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    AddedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Width = table.Column<int>(type: "int", nullable: false),
                    Height = table.Column<int>(type: "int", nullable: false),
                    SealedKey = table.Column<byte[]>(type: "varbinary(500)", maxLength: 500, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
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
                name: "QuestionnaireReminders",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AppointmentId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    TimeVersion = table.Column<int>(type: "int", nullable: false),
                    DueAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_QuestionnaireReminders", x => x.Id);
                    table.ForeignKey(
                        name: "FK_QuestionnaireReminders_Appointments_AppointmentId",
                        column: x => x.AppointmentId,
                        principalTable: "Appointments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Questionnaires",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AppointmentId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Draft = table.Column<string>(type: "nvarchar(max)", maxLength: 100000, nullable: false),
                    StartedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    SavedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    InHand = table.Column<bool>(type: "bit", nullable: false),
                    Sent = table.Column<int>(type: "int", nullable: false),
                    SentAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    NeedsPractitioner = table.Column<bool>(type: "bit", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Questionnaires", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Questionnaires_Appointments_AppointmentId",
                        column: x => x.AppointmentId,
                        principalTable: "Appointments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SignedConsents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AppointmentId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    TextVersion = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    TextHash = table.Column<string>(type: "nchar(64)", fixedLength: true, maxLength: 64, nullable: false),
                    SignedName = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    Drawing = table.Column<string>(type: "nvarchar(max)", maxLength: 40000, nullable: true),
                    SignedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    WitnessId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    WitnessName = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    Hash = table.Column<string>(type: "nchar(64)", fixedLength: true, maxLength: 64, nullable: false),
                    SealedPdf = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    CountersignedBy = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    CountersignedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    WithdrawnAt = table.Column<DateTime>(type: "datetime2", nullable: true)
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
                name: "StaffAuthenticators",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Secret = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastStep = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffAuthenticators", x => x.UserId);
                    table.ForeignKey(
                        name: "FK_StaffAuthenticators_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "StaffLinks",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "nchar(64)", fixedLength: true, maxLength: 64, nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    SpentAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffLinks", x => x.Hash);
                    table.ForeignKey(
                        name: "FK_StaffLinks_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "StaffPasskeys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CredentialHash = table.Column<string>(type: "nchar(64)", fixedLength: true, maxLength: 64, nullable: false),
                    CredentialId = table.Column<byte[]>(type: "varbinary(1023)", maxLength: 1023, nullable: false),
                    PublicKey = table.Column<byte[]>(type: "varbinary(2000)", maxLength: 2000, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    SignCount = table.Column<long>(type: "bigint", nullable: false),
                    Transports = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    BackupEligible = table.Column<bool>(type: "bit", nullable: false),
                    BackedUp = table.Column<bool>(type: "bit", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastUsedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffPasskeys", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StaffPasskeys_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "StaffRecoveryCodes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Hash = table.Column<string>(type: "nchar(64)", fixedLength: true, maxLength: 64, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    SpentAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffRecoveryCodes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StaffRecoveryCodes_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "StaffSessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SecretHash = table.Column<string>(type: "nchar(64)", fixedLength: true, maxLength: 64, nullable: false),
                    Stage = table.Column<int>(type: "int", nullable: false),
                    ProvedBy = table.Column<int>(type: "int", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastSeenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ProvedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Device = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Network = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffSessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StaffSessions_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PatchTestReports",
                columns: table => new
                {
                    PatchTestId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Hours = table.Column<int>(type: "int", nullable: false),
                    Saw = table.Column<int>(type: "int", nullable: false),
                    Words = table.Column<string>(type: "nvarchar(max)", maxLength: 8000, nullable: true),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PatchTestReports", x => new { x.PatchTestId, x.Hours });
                    table.ForeignKey(
                        name: "FK_PatchTestReports_PatchTests_PatchTestId",
                        column: x => x.PatchTestId,
                        principalTable: "PatchTests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PhotoConsents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PhotoId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Use = table.Column<int>(type: "int", nullable: false),
                    FaceHidden = table.Column<bool>(type: "bit", nullable: false),
                    Until = table.Column<DateOnly>(type: "date", nullable: true),
                    TextVersion = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    GivenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    WithdrawnAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    NotedBy = table.Column<int>(type: "int", nullable: false)
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
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    BeforeId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AfterId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ScalePercent = table.Column<int>(type: "int", nullable: false),
                    ShiftX = table.Column<int>(type: "int", nullable: false),
                    ShiftY = table.Column<int>(type: "int", nullable: false),
                    Title = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    Shows = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    Sessions = table.Column<int>(type: "int", nullable: false),
                    DaysHealed = table.Column<int>(type: "int", nullable: false),
                    PublishedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    BeforeName = table.Column<string>(type: "nchar(40)", fixedLength: true, maxLength: 40, nullable: true),
                    AfterName = table.Column<string>(type: "nchar(40)", fixedLength: true, maxLength: 40, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
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

            migrationBuilder.CreateTable(
                name: "QuestionnaireAnswers",
                columns: table => new
                {
                    QuestionnaireId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    RulesVersion = table.Column<int>(type: "int", nullable: false),
                    AnsweredOn = table.Column<DateOnly>(type: "date", nullable: false),
                    SentAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Answers = table.Column<string>(type: "nvarchar(max)", maxLength: 100000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_QuestionnaireAnswers", x => new { x.QuestionnaireId, x.Number });
                    table.ForeignKey(
                        name: "FK_QuestionnaireAnswers_Questionnaires_QuestionnaireId",
                        column: x => x.QuestionnaireId,
                        principalTable: "Questionnaires",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "QuestionnaireDecisions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    QuestionnaireId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Verdict = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ByUser = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ByName = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    ForClient = table.Column<string>(type: "nvarchar(max)", maxLength: 8000, nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(max)", maxLength: 8000, nullable: true),
                    LetterSeen = table.Column<bool>(type: "bit", nullable: false),
                    DateLifted = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_QuestionnaireDecisions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_QuestionnaireDecisions_Questionnaires_QuestionnaireId",
                        column: x => x.QuestionnaireId,
                        principalTable: "Questionnaires",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Audit_ActorId_At",
                table: "Audit",
                columns: new[] { "ActorId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Audit_ActorKind_At",
                table: "Audit",
                columns: new[] { "ActorKind", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Audit_Kind_At",
                table: "Audit",
                columns: new[] { "Kind", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Audit_RecordId_At",
                table: "Audit",
                columns: new[] { "RecordId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_AgeChecks_AppointmentId_SeenAt",
                table: "AgeChecks",
                columns: new[] { "AppointmentId", "SeenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditSeals_EntryId",
                table: "AuditSeals",
                column: "EntryId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ContentVersions_PublishAt",
                table: "ContentVersions",
                column: "PublishAt");

            migrationBuilder.CreateIndex(
                name: "IX_PatchTests_AppointmentId",
                table: "PatchTests",
                column: "AppointmentId",
                unique: true);

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
                unique: true,
                filter: "[AfterName] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_PhotoPairs_BeforeId",
                table: "PhotoPairs",
                column: "BeforeId");

            migrationBuilder.CreateIndex(
                name: "IX_PhotoPairs_BeforeName",
                table: "PhotoPairs",
                column: "BeforeName",
                unique: true,
                filter: "[BeforeName] IS NOT NULL");

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
                name: "IX_QuestionnaireDecisions_QuestionnaireId_Number_At",
                table: "QuestionnaireDecisions",
                columns: new[] { "QuestionnaireId", "Number", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_QuestionnaireReminders_AppointmentId_Kind_TimeVersion",
                table: "QuestionnaireReminders",
                columns: new[] { "AppointmentId", "Kind", "TimeVersion" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_QuestionnaireReminders_State_DueAt",
                table: "QuestionnaireReminders",
                columns: new[] { "State", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Questionnaires_AppointmentId",
                table: "Questionnaires",
                column: "AppointmentId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Questionnaires_NeedsPractitioner_SentAt",
                table: "Questionnaires",
                columns: new[] { "NeedsPractitioner", "SentAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Questionnaires_Sent_SavedAt",
                table: "Questionnaires",
                columns: new[] { "Sent", "SavedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_SignedConsents_AppointmentId_SignedAt",
                table: "SignedConsents",
                columns: new[] { "AppointmentId", "SignedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_StaffLinks_ExpiresAt",
                table: "StaffLinks",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_StaffLinks_UserId_SpentAt",
                table: "StaffLinks",
                columns: new[] { "UserId", "SpentAt" });

            migrationBuilder.CreateIndex(
                name: "IX_StaffPasskeys_CredentialHash",
                table: "StaffPasskeys",
                column: "CredentialHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_StaffPasskeys_UserId",
                table: "StaffPasskeys",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_StaffRecoveryCodes_UserId_Hash",
                table: "StaffRecoveryCodes",
                columns: new[] { "UserId", "Hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_StaffSessions_LastSeenAt",
                table: "StaffSessions",
                column: "LastSeenAt");

            migrationBuilder.CreateIndex(
                name: "IX_StaffSessions_SecretHash",
                table: "StaffSessions",
                column: "SecretHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_StaffSessions_UserId_EndedAt",
                table: "StaffSessions",
                columns: new[] { "UserId", "EndedAt" });

            // What history there was is sealed too: the worker takes it into the chain.
            migrationBuilder.Sql("EXEC(N'UPDATE [Audit] SET [Kind] = LEFT([Action], CHARINDEX(''.'', [Action] + ''.'') - 1);');");
            migrationBuilder.Sql("INSERT INTO [AuditUnsealed] ([EntryId]) SELECT [Id] FROM [Audit];");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AgeChecks");

            migrationBuilder.DropTable(
                name: "AuditHead");

            migrationBuilder.DropTable(
                name: "AuditSeals");

            migrationBuilder.DropTable(
                name: "AuditUnsealed");

            migrationBuilder.DropTable(
                name: "ContentVersions");

            migrationBuilder.DropTable(
                name: "PatchTestReports");

            migrationBuilder.DropTable(
                name: "PhotoConsents");

            migrationBuilder.DropTable(
                name: "PhotoPairs");

            migrationBuilder.DropTable(
                name: "QuestionnaireAnswers");

            migrationBuilder.DropTable(
                name: "QuestionnaireDecisions");

            migrationBuilder.DropTable(
                name: "QuestionnaireReminders");

            migrationBuilder.DropTable(
                name: "SignedConsents");

            migrationBuilder.DropTable(
                name: "StaffAuthenticators");

            migrationBuilder.DropTable(
                name: "StaffLinks");

            migrationBuilder.DropTable(
                name: "StaffPasskeys");

            migrationBuilder.DropTable(
                name: "StaffRecoveryCodes");

            migrationBuilder.DropTable(
                name: "StaffSessions");

            migrationBuilder.DropTable(
                name: "PatchTests");

            migrationBuilder.DropTable(
                name: "Photos");

            migrationBuilder.DropTable(
                name: "Questionnaires");

            migrationBuilder.DropIndex(
                name: "IX_Audit_ActorId_At",
                table: "Audit");

            migrationBuilder.DropIndex(
                name: "IX_Audit_ActorKind_At",
                table: "Audit");

            migrationBuilder.DropIndex(
                name: "IX_Audit_Kind_At",
                table: "Audit");

            migrationBuilder.DropIndex(
                name: "IX_Audit_RecordId_At",
                table: "Audit");

            migrationBuilder.DropColumn(
                name: "PatchNumbing",
                table: "Services");

            migrationBuilder.DropColumn(
                name: "PatchPigment",
                table: "Services");

            migrationBuilder.DropColumn(
                name: "NotedBy",
                table: "Consents");

            migrationBuilder.DropColumn(
                name: "WithdrawnAt",
                table: "Consents");

            migrationBuilder.DropColumn(
                name: "After",
                table: "Audit");

            migrationBuilder.DropColumn(
                name: "Before",
                table: "Audit");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "Audit");

            migrationBuilder.DropColumn(
                name: "RecordId",
                table: "Audit");

            migrationBuilder.DropColumn(
                name: "RecordKind",
                table: "Audit");
        }
    }
}
